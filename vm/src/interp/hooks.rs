//! What the interpreter asks of a just-in-time compiler.

use super::exec::Leave;
use crate::heap::header::Header;
use crate::object::ty::TypeObj;
use crate::value::Value;
use crate::vm::Vm;
use std::rc::Rc;

/// The compiler's side. One per process; called by the holder of the interpreter lock.
pub trait JitHooks {
    /// Attributes of a type changed.
    fn type_modified(&self, ty: &TypeObj);
    /// A watched dict changes at `key`.
    fn dict_modified(&self, dict: &Header, key: &Value);
    /// A loop's counter reached `Vm::hot_loop`. The innermost frame stands at the loop's head; afterwards the interpreter goes
    /// on with whatever the innermost frame then is.
    fn hot_loop(&self, vm: &mut Vm, loop_no: u16) -> Result<(), Leave>;
    /// The program ends: compiled code goes, and with it what it keeps alive.
    fn shut_down(&self, vm: &mut Vm);
    /// A function's calls reached `Vm::hot_function`. The innermost frame stands at its first instruction; afterwards the
    /// interpreter goes on with whatever the innermost frame then is, at exactly its `pc`.
    fn hot_function(&self, vm: &mut Vm) -> Result<(), Leave>;
}

/// How the runtime holds it.
pub type Jit = Rc<dyn JitHooks>;
