//! Takes importlib's frames off tracebacks, so that users see their own.

use crate::builtins::exception;
use crate::builtins::frame::FrameObj;
use crate::builtins::str;
use crate::builtins::traceback::TracebackObj;
use crate::native::this;
use crate::value::Value;
use crate::vm::{Vm, rt};

/// The function whose callees are the imported module's own code.
const MARK: &str = "_call_with_frames_removed";

fn is_importlib(file: &str) -> bool {
    matches!(file, "<frozen importlib._bootstrap>" | "<frozen importlib._bootstrap_external>")
}

/// Does importlib call the frozen library's loader here, which is native and so has no frame that bears the mark?
fn enters_library(t: &TracebackObj) -> bool {
    let next = t.next.borrow();
    let Some(n) = next.downcast::<TracebackObj>() else { return false };
    let code = &this::<FrameObj>(&n.frame).code;
    str::text(&code.filename).starts_with("<stdlib>/") && str::eq_text(&code.name, "<module>")
}

/// For a failed import: removes all of importlib's frames for an ImportError, else the chunks that end in `MARK`.
#[cold]
pub(super) fn trim(vm: &mut Vm) {
    if rt().config.borrow().verbose > 0 {
        return;
    }
    let exc = vm.pending.clone();
    let always = exc.ty().is_subtype(exception::classes().import_error);
    let Some(e) = exception::get(&exc) else { return };
    let (mut kept, mut chunk, mut inside) = (Vec::new(), 0, false);
    let mut tb = e.traceback.borrow().clone();
    while let Some(t) = tb.downcast::<TracebackObj>() {
        let code = &this::<FrameObj>(&t.frame).code;
        let own = is_importlib(&str::text(&code.filename));
        if own && !inside {
            chunk = kept.len();
        }
        inside = own;
        if own && (always || str::eq_text(&code.name, MARK) || enters_library(t)) {
            kept.truncate(chunk);
        } else {
            kept.push(tb.clone());
        }
        let next = t.next.borrow().clone();
        tb = next;
    }
    let mut next = Value::NONE;
    for t in kept.into_iter().rev() {
        drop(this::<TracebackObj>(&t).next.replace(next));
        next = t;
    }
    drop(e.traceback.replace(next));
}
