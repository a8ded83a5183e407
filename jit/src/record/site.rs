//! Where frames stand: what is needed to push the frame of an inlined call for real, at a side exit or around a call that
//! may look at the frames.

use vm::builtins::code::CodeObj;
use vm::interp::frame::{Frame, flag};
use vm::interp::resume;
use vm::object::Obj;
use vm::object::dict::DictObj;
use vm::value::{Value, Word};
use vm::vm::Vm;

/// An inlined call. The region keeps function, code and namespaces alive.
#[derive(Clone, Debug, PartialEq)]
pub struct InlineFrame {
    /// The function (a borrowed word).
    pub function: Word,
    /// Its code.
    pub code: *const Obj<CodeObj>,
    /// Its globals.
    pub globals: *const Obj<DictObj>,
    /// Its builtins.
    pub builtins: *const Obj<DictObj>,
    /// First register, counted from the root frame's window.
    pub base: u32,
    /// All its registers.
    pub n_regs: u32,
    /// Register of the caller that gets the result.
    pub dst: u32,
    /// `Frame::flags`.
    pub flags: u32,
    /// Where it stands.
    pub pc: u32,
    /// Of a generator's frame: the register where the generator stands, counted from the root frame's window.
    pub owner: u32,
}

impl InlineFrame {
    /// Is it the frame of a generator?
    pub fn is_generator(&self) -> bool {
        self.flags & flag::GENERATOR != 0
    }
    /// The frame, which becomes number `at`, for the root frame's window at `root`. The caller counts `depth`.
    ///
    /// # Safety
    /// `root` is the window of a root frame of the region that this belongs to; its memory holds the generator whose frame this is.
    pub unsafe fn push(&self, root: *mut Word, at: usize) -> Frame {
        let base = root.wrapping_add(self.base as usize);
        // SAFETY: the region keeps the function alive; a generator's frame has none yet.
        let function = unsafe { Value::from_borrowed(self.function) };
        let mut frame = Frame {
            code: self.code,
            function,
            globals: self.globals,
            builtins: self.builtins,
            locals: Value::NULL,
            pc: self.pc,
            lasti: 0,
            flags: self.flags,
            base,
            top: base.wrapping_add(self.n_regs as usize),
            dst: self.dst,
            object: Value::NULL,
            owner: Value::NULL,
            saved_handled: Value::NULL,
        };
        if self.is_generator() {
            // SAFETY: whoever pushes frames has the generator written to its register first.
            resume::stand_in(&mut frame, unsafe { *root.add(self.owner as usize) }, at);
        }
        frame
    }
}

/// A place in a path: the pc of the root frame and the calls inlined above it.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// The root frame's pc.
    pub root_pc: u32,
    /// The inlined frames, outermost first.
    pub frames: Vec<InlineFrame>,
}

/// What a region keeps alive besides its code: objects whose addresses are compiled in, and the tables that exits and helpers
/// read.
#[derive(Default)]
pub struct Keep {
    /// Objects.
    pub values: Vec<Value>,
    /// Inlined calls; `FrameDesc::aux` is an index.
    pub inlined: Vec<InlineFrame>,
    /// Sites; boxed, because compiled code holds their addresses.
    pub sites: Vec<Box<Site>>,
    /// Types whose change invalidates the region.
    pub types: Vec<(Value, u32)>,
    /// Generators are resumed in the region: it is entered only while no exception is being handled.
    pub unhandled: bool,
    /// Deepest chain of inlined frames.
    pub depth_max: usize,
    /// Where the registers of the inlined frames end.
    reach: usize,
}

impl Keep {
    /// Keeps an object alive.
    pub fn value(&mut self, w: Word) {
        if w.is_ptr() && !self.values.iter().any(|v| v.word() == w) {
            // SAFETY: the recorder holds a live object.
            self.values.push(unsafe { Value::from_borrowed(w) });
        }
    }
    /// The region depends on the type's attributes.
    pub fn watch_type(&mut self, ty: &vm::object::ty::TypeObj) {
        let v = ty.value();
        if !self.types.iter().any(|t| t.0.is(&v)) {
            self.types.push((v, ty.version()));
        }
    }
    /// Are the types as they were when the region came to rely on them?
    pub fn is_current(&self) -> bool {
        self.types.iter().all(|(t, version)| t.downcast::<vm::object::ty::TypeObj>().is_some_and(|t| t.version() == *version))
    }
    /// Number of an inlined call.
    pub fn inline(&mut self, frame: InlineFrame) -> u64 {
        let found = self.inlined.iter().position(|f| *f == frame);
        found.unwrap_or_else(|| {
            self.reach = self.reach.max((frame.base + frame.n_regs) as usize);
            self.inlined.push(frame);
            self.inlined.len() - 1
        }) as u64
    }
    /// Registers from the root window's start that the region may need.
    pub fn room(&self) -> usize {
        self.reach + 1024
    }
    /// May the region's code run in the innermost frame, whose window begins (or will begin) at `base`: is there room for its registers
    /// and frames, and no exception handled that a generator would have to put aside?
    pub fn fits(&self, vm: &Vm, base: *mut Word) -> bool {
        let levels = self.depth_max + 1;
        vm.depth + levels < vm.recursion_limit
            && base.wrapping_add(self.room()) < vm.stack.end()
            && vm.frames.len() + levels < vm.frames.capacity()
            && (!self.unhandled || vm.handled.is_none())
    }
    /// Locals of an inlined call.
    pub fn n_locals(&self, at: u64) -> u32 {
        // SAFETY: the region keeps the code alive.
        unsafe { (&*self.inlined[at as usize].code).reg().n_locals }
    }
    /// Address of a site.
    pub fn site(&mut self, site: Site) -> u64 {
        let at = match self.sites.iter().position(|s| **s == site) {
            Some(i) => i,
            None => {
                self.sites.push(Box::new(site));
                self.sites.len() - 1
            }
        };
        &raw const *self.sites[at] as u64
    }
}
