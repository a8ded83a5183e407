//! The wrapper that `lru_cache` puts around a function.
//!
//! Results of a bounded cache are nodes of a list ordered by use, kept in one vector; a dict leads from the key to the
//! node's number. Keys' `__hash__` and `__eq__` and the function itself may call the wrapper again, so no borrow of the
//! list is held across them.

use std::cell::{Cell, RefCell};
use vm::builtins::dict::DictObj;
use vm::builtins::{int, method, str, tuple};
use vm::native::{Args, TypeDef, this};
use vm::object::dict::new_dict;
use vm::object::ty::TypeObj;
use vm::object::{self, attr, intern, new_of, ops, ty};
use vm::{NativeDef, PyResult, Value, Vm};

const NO_NODE: usize = usize::MAX;

struct Node {
    key: Value,
    hash: i64,
    result: Value,
    before: usize,
    after: usize,
}

/// A list of nodes, the longest unused one first.
struct Links {
    nodes: Vec<Node>,
    first: usize,
    last: usize,
    free: Vec<usize>,
}

impl Links {
    const fn new() -> Links {
        Links { nodes: Vec::new(), first: NO_NODE, last: NO_NODE, free: Vec::new() }
    }
    fn len(&self) -> usize {
        self.nodes.len() - self.free.len()
    }
    fn unlink(&mut self, i: usize) {
        let (before, after) = (self.nodes[i].before, self.nodes[i].after);
        match before {
            NO_NODE => self.first = after,
            b => self.nodes[b].after = after,
        }
        match after {
            NO_NODE => self.last = before,
            a => self.nodes[a].before = before,
        }
    }
    fn link_last(&mut self, i: usize) {
        let last = self.last;
        self.nodes[i].before = last;
        self.nodes[i].after = NO_NODE;
        match last {
            NO_NODE => self.first = i,
            l => self.nodes[l].after = i,
        }
        self.last = i;
    }
    /// The result of node `i`, which becomes the last used one; None if the node has gone.
    fn touch(&mut self, i: usize) -> Option<Value> {
        if self.nodes.get(i)?.key.is_null() {
            return None;
        }
        if self.last != i {
            self.unlink(i);
            self.link_last(i);
        }
        Some(self.nodes[i].result.clone())
    }
    fn push(&mut self, key: Value, hash: i64, result: Value) -> usize {
        let node = Node { key, hash, result, before: NO_NODE, after: NO_NODE };
        let i = match self.free.pop() {
            Some(i) => {
                self.nodes[i] = node;
                i
            }
            None => {
                self.nodes.push(node);
                self.nodes.len() - 1
            }
        };
        self.link_last(i);
        i
    }
    /// Takes node `i` out: its key, hash and result.
    fn take(&mut self, i: usize) -> (Value, i64, Value) {
        self.unlink(i);
        self.free.push(i);
        let n = &mut self.nodes[i];
        (std::mem::replace(&mut n.key, Value::NULL), n.hash, std::mem::replace(&mut n.result, Value::NULL))
    }
}

pub(super) struct Lru {
    function: Value,
    /// None for a cache without bound.
    size_max: Option<usize>,
    typed: bool,
    info_type: Value,
    /// Stands between positional and keyword arguments in keys.
    mark: Value,
    /// Key to node number, or to the result itself in an unbounded cache.
    cache: Value,
    links: RefCell<Links>,
    hits: Cell<i64>,
    misses: Cell<i64>,
}
payload!(
    Lru,
    WRAPPER,
    |s, visit| {
        visit(&s.function);
        visit(&s.info_type);
        visit(&s.cache);
        for n in &s.links.borrow().nodes {
            if !n.key.is_null() {
                visit(&n.key);
                visit(&n.result);
            }
        }
    },
    |s| s.clear_results()
);

impl Lru {
    fn table(&self) -> &DictObj {
        this::<DictObj>(&self.cache)
    }
    fn clear_results(&self) {
        let old = (self.table().take(), self.links.replace(Links::new()));
        drop(old);
    }
    fn miss(&self) {
        self.misses.set(self.misses.get() + 1);
    }

    /// One value that stands for all arguments: the argument itself when it is a lone int or str.
    fn key(&self, args: &Args) -> Value {
        if let ([x], false, false) = (args.pos(), self.typed, args.has_kw())
            && (int::is_exact_int(x) || str::is_exact(x))
        {
            return x.clone();
        }
        let mut parts = args.pos().to_vec();
        if args.has_kw() {
            parts.push(self.mark.clone());
            for (k, v) in args.kw() {
                parts.push(k.clone());
                parts.push(v.clone());
            }
        }
        if self.typed {
            parts.extend(args.all.iter().map(|x| x.ty().value()));
        }
        tuple::new(parts)
    }

    fn call_unbounded(&self, vm: &mut Vm, args: &Args) -> PyResult<Value> {
        let key = self.key(args);
        let hash = ops::hash(vm, &key)?;
        if let Some(i) = self.table().find(vm, &key, hash)?
            && let Some((_, v)) = self.table().entry(i)
        {
            self.hits.set(self.hits.get() + 1);
            return Ok(v);
        }
        self.miss();
        let r = vm.call_args(&self.function, args)?;
        self.table().set_hashed(vm, key, hash, r.clone())?;
        Ok(r)
    }

    fn node_of(&self, vm: &mut Vm, key: &Value, hash: i64) -> PyResult<Option<usize>> {
        let found = self.table().find(vm, key, hash)?.and_then(|i| self.table().entry(i));
        Ok(found.and_then(|(_, n)| n.as_small_int()).map(|n| n as usize))
    }

    fn call_bounded(&self, vm: &mut Vm, args: &Args, size_max: usize) -> PyResult<Value> {
        let key = self.key(args);
        let hash = ops::hash(vm, &key)?;
        if let Some(i) = self.node_of(vm, &key, hash)? {
            let found = self.links.borrow_mut().touch(i);
            if let Some(v) = found {
                self.hits.set(self.hits.get() + 1);
                return Ok(v);
            }
        }
        self.miss();
        let r = vm.call_args(&self.function, args)?;
        // The call may have added the same key.
        if self.node_of(vm, &key, hash)?.is_some() {
            return Ok(r);
        }
        let oldest = {
            let mut links = self.links.borrow_mut();
            let first = links.first;
            if links.len() >= size_max && first != NO_NODE { Some(links.take(first)) } else { None }
        };
        if let Some((old_key, old_hash, _old)) = oldest {
            drop(self.table().remove_hashed(vm, &old_key, old_hash)?);
        }
        let i = self.links.borrow_mut().push(key.clone(), hash, r.clone());
        if let Err(e) = self.table().set_hashed(vm, key, hash, Value::usize(i)) {
            let gone = self.links.borrow_mut().take(i);
            drop(gone);
            return Err(e);
        }
        Ok(r)
    }
}

fn wrapper_new(vm: &mut Vm, cls: &'static TypeObj, args: &Args) -> PyResult<Value> {
    let a = bind!(vm, cls, &WRAPPER, args, "(user_function, maxsize, typed, cache_info_type)");
    if a[0].ty().slots().call.is_none() {
        return Err(vm.type_error("the first argument must be callable"));
    }
    let size_max = if a[1].is_none() {
        None
    } else if a[1].ty().slots().index.is_some() {
        Some(ops::index_i64(vm, &a[1])?.max(0) as usize)
    } else {
        return Err(vm.type_error("maxsize should be integer or None"));
    };
    let typed = ops::truth(vm, &a[2])?;
    Ok(new_of(
        cls,
        Lru {
            function: a[0].clone(),
            size_max,
            typed,
            info_type: a[3].clone(),
            mark: object::new(object::Plain),
            cache: new_dict(),
            links: RefCell::new(Links::new()),
            hits: Cell::new(0),
            misses: Cell::new(0),
        },
    ))
}

fn cache_info(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let w = this::<Lru>(&a[0]);
    let size_max = w.size_max.map_or(Value::NONE, Value::usize);
    vm.call(&w.info_type, &[Value::int(w.hits.get()), Value::int(w.misses.get()), size_max, Value::usize(w.table().len())])
}

fn cache_clear(_: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let w = this::<Lru>(&a[0]);
    w.hits.set(0);
    w.misses.set(0);
    w.clear_results();
    Ok(Value::NONE)
}

/// `functools._lru_cache_wrapper`
pub(super) static WRAPPER: TypeDef = TypeDef::new::<Lru>("functools._lru_cache_wrapper")
    .doc("Create a cached callable that wraps another function.\n\nuser_function:      the function being cached\n\nmaxsize:  0         for no caching\n          None      for unlimited cache size\n          n         for a bounded cache\n\ntyped:    False     cache f(3) and f(3.0) as identical calls\n          True      cache f(3) and f(3.0) as distinct calls\n\ncache_info_type:    namedtuple class with the fields:\n                        hits misses currsize maxsize\n")
    .with_dict()
    .flags(ty::flag::WEAKREF)
    .slots(|s| {
        s.new = Some(wrapper_new);
        s.call = Some(|vm, v, args| {
            let w = this::<Lru>(v);
            match w.size_max {
                None => w.call_unbounded(vm, args),
                Some(0) => {
                    w.miss();
                    vm.call_args(&w.function, args)
                }
                Some(n) => w.call_bounded(vm, args, n),
            }
        });
        s.get = Some(|_, v, object, _| match object {
            Some(x) if !x.is_none() => Ok(method::new(v.clone(), x.clone())),
            _ => Ok(v.clone()),
        });
    })
    .methods(&[
        NativeDef::new("cache_info", cache_info, "($self, /)", "Report cache statistics"),
        NativeDef::new("cache_clear", cache_clear, "($self, /)", "Clear the cache and cache statistics"),
        NativeDef::new("__reduce__", |vm, a| attr::get(vm, &a[0], &intern::intern("__qualname__")), "($self, /)", ""),
        NativeDef::new("__copy__", |_, a| Ok(a[0].clone()), "($self, /)", ""),
        NativeDef::new("__deepcopy__", |_, a| Ok(a[0].clone()), "($self, memo, /)", ""),
    ]);
