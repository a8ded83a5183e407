//! Shapes (hidden classes): for the objects of one type, which attribute name lives in which slot.
//!
//! Shapes of a type form a tree: the root has no attributes, each child adds one name. Objects that got the same attributes
//! in the same order share a shape, so a shape test tells type, attribute names and slot numbers at once. A type's `dict`
//! shape stands for instances that keep their attributes in a real dict.

use super::ty::TypeObj;
use crate::value::Value;
use rustc_hash::FxHashMap as HashMap;
use std::cell::{Cell, RefCell};

/// Slots beyond which an instance switches to a dict.
pub const SLOTS_MAX: u32 = 128;

/// One hidden class.
pub struct Shape {
    ty: *const TypeObj,
    parent: *const Shape,
    /// The attribute added to the parent's (an interned str; NULL in roots).
    name: Value,
    /// Number of attributes.
    len: u32,
    /// Slots that sit in the object itself.
    inline_cap: u32,
    /// Attributes live in a dict.
    is_dict: bool,
    /// Offset in bytes of inline slot 0 from the object's start.
    slots_offset: u32,
    children: RefCell<Vec<(usize, *const Shape)>>,
    table: RefCell<Option<HashMap<usize, u32>>>,
    /// Hint for compiled code: unique, never reused.
    id: Cell<u32>,
}

static NEXT_ID: crate::threads::counter::Counter = crate::threads::counter::Counter::new();

impl Shape {
    /// A root shape of a type, or its dict shape.
    pub fn root(ty: *const TypeObj, inline_cap: u32, slots_offset: u32, is_dict: bool) -> Box<Shape> {
        Box::new(Shape {
            ty,
            parent: std::ptr::null(),
            name: Value::NULL,
            len: 0,
            inline_cap,
            is_dict,
            slots_offset,
            children: RefCell::default(),
            table: RefCell::default(),
            id: Cell::new(NEXT_ID.next()),
        })
    }
    /// The type of every object with this shape.
    #[inline(always)]
    pub fn ty(&self) -> &'static TypeObj {
        // SAFETY: a shape is owned by its type; objects keep their type alive.
        unsafe { &*self.ty }
    }
    /// Number of attributes in slots.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.len as usize
    }
    /// No attributes?
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
    /// Slots inside the object.
    #[inline(always)]
    pub fn inline_cap(&self) -> usize {
        self.inline_cap as usize
    }
    /// Are attributes kept in a dict?
    #[inline(always)]
    pub fn is_dict(&self) -> bool {
        self.is_dict
    }
    /// Byte offset of inline slot 0.
    #[inline(always)]
    pub fn slots_offset(&self) -> usize {
        self.slots_offset as usize
    }
    /// Unique number, for dumps.
    pub fn id(&self) -> u32 {
        self.id.get()
    }

    /// The slot of the interned string `name`.
    pub fn find(&self, name: &Value) -> Option<usize> {
        let key = name.word().0 as usize;
        if self.len <= 6 {
            let mut s = self;
            while s.len > 0 {
                if s.name.is(name) {
                    return Some(s.len as usize - 1);
                }
                // SAFETY: a shape with attributes has a parent, owned by the same type.
                s = unsafe { &*s.parent };
            }
            return None;
        }
        let mut table = self.table.borrow_mut();
        let table = table.get_or_insert_with(|| {
            let mut t = HashMap::default();
            self.each(|i, n| {
                t.insert(n.word().0 as usize, i as u32);
            });
            t
        });
        table.get(&key).map(|&i| i as usize)
    }

    /// Calls `f` with each (slot, name), last slot first.
    fn each(&self, mut f: impl FnMut(usize, &Value)) {
        let mut s = self;
        while s.len > 0 {
            f(s.len as usize - 1, &s.name);
            // SAFETY: as in `find`.
            s = unsafe { &*s.parent };
        }
    }

    /// Attribute names in slot order.
    pub fn names(&self) -> Vec<Value> {
        let mut names = Vec::with_capacity(self.len());
        self.each(|_, n| names.push(n.clone()));
        names.reverse();
        names
    }

    /// The shape with `name` (interned) added behind the last slot.
    pub fn with(&self, name: &Value) -> &'static Shape {
        let key = name.word().0 as usize;
        if let Some(&(_, child)) = self.children.borrow().iter().find(|(k, _)| *k == key) {
            // SAFETY: owned by the type, like this shape.
            return unsafe { &*child };
        }
        let child = Box::new(Shape {
            ty: self.ty,
            parent: self,
            name: name.clone(),
            len: self.len + 1,
            inline_cap: self.inline_cap,
            is_dict: false,
            slots_offset: self.slots_offset,
            children: RefCell::default(),
            table: RefCell::default(),
            id: Cell::new(NEXT_ID.next()),
        });
        let child: *const Shape = self.ty().own_shape(child);
        self.children.borrow_mut().push((key, child));
        // SAFETY: just stored in the type.
        unsafe { &*child }
    }
}
