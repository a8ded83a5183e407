//! t-strings: `string.templatelib.Template` and `Interpolation`.

use crate::builtins::{iterators, list, str, tuple};
use crate::native::signature::Signature;
use crate::native::{Args, GetSet, NativeDef, TypeDef, this};
use crate::object::error::PyResult;
use crate::object::slots::TypeSlots;
use crate::object::ty::{TypeObj, flag};
use crate::object::{self, Payload, ops};
use crate::value::Value;
use crate::vm::Vm;
use std::sync::LazyLock;

/// Payload: always one string more than interpolations.
pub struct TemplateObj {
    strings: Value,
    interpolations: Value,
}
/// `string.templatelib.Template`
pub static TEMPLATE: TypeDef = TypeDef::new::<TemplateObj>("string.templatelib.Template")
    .doc("Template object")
    .flags(flag::WEAKREF)
    .final_type()
    .generic()
    .methods(&[NativeDef::new("__reduce__", reduce_template, "($self, /)", "")])
    .getset(&[
        GetSet::new("strings", |_, v| Ok(this::<TemplateObj>(v).strings.clone()), None, "Strings"),
        GetSet::new("interpolations", |_, v| Ok(this::<TemplateObj>(v).interpolations.clone()), None, "Interpolations"),
        GetSet::new("values", values, None, "Values of interpolations"),
    ])
    .slots(template_slots);
impl Payload for TemplateObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &TEMPLATE
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.strings);
        visit(&self.interpolations);
    }
}
/// A template of matching tuples.
pub fn template(strings: Value, interpolations: Value) -> Value {
    object::new(TemplateObj { strings, interpolations })
}
/// Strings and interpolations in order; neighbouring strings are joined.
fn from_parts(vm: &mut Vm, parts: &[Value]) -> PyResult<Value> {
    let (mut strings, mut interpolations) = (Vec::new(), Vec::new());
    let mut text = str::empty();
    for p in parts {
        if str::is_str(p) {
            text = str::concat(text, p);
        } else if p.downcast::<InterpolationObj>().is_some() {
            strings.push(std::mem::replace(&mut text, str::empty()));
            interpolations.push(p.clone());
        } else {
            return Err(vm.type_error(format!("Template.__new__ *args need to be of type 'str' or 'Interpolation', got {}", p.ty().name())));
        }
    }
    strings.push(text);
    Ok(template(tuple::new(strings), tuple::new(interpolations)))
}
/// All parts in order, empty strings left out on request.
fn parts(v: &Value, with_empty: bool) -> Vec<Value> {
    let t = this::<TemplateObj>(v);
    let inner = tuple::items(&t.interpolations);
    let mut out = Vec::new();
    for (i, s) in tuple::items(&t.strings).iter().enumerate() {
        if with_empty || !str::is_empty(s) {
            out.push(s.clone());
        }
        out.extend(inner.get(i).cloned());
    }
    out
}
fn template_slots(s: &mut TypeSlots) {
    s.new = Some(|vm, _, args| {
        if args.has_kw() {
            return Err(vm.type_error("Template.__new__ only accepts *args arguments"));
        }
        from_parts(vm, args.pos())
    });
    s.iter = Some(|_, v| Ok(iterators::list_iter(list::new(parts(v, false)))));
    s.repr = Some(|vm, v| {
        let t = this::<TemplateObj>(v);
        let (a, b) = (ops::repr(vm, &t.strings)?, ops::repr(vm, &t.interpolations)?);
        Ok(Value::str(&format!("Template(strings={}, interpolations={})", str::text(&a), str::text(&b))))
    });
    s.concat = Some(|vm, a, b| {
        if b.downcast::<TemplateObj>().is_none() {
            let (x, y) = (a.ty().full_name(), b.ty().full_name());
            return Err(vm.type_error(format!("can only concatenate {x} (not \"{y}\") to {x}")));
        }
        let mut all = parts(a, true);
        all.extend(parts(b, true));
        from_parts(vm, &all)
    });
}
fn values(_: &mut Vm, v: &Value) -> PyResult<Value> {
    let items = tuple::items(&this::<TemplateObj>(v).interpolations);
    Ok(tuple::new(items.iter().map(|i| this::<InterpolationObj>(i).value.clone()).collect()))
}
fn reduce_template(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let f = vm.import_attr("string.templatelib", "_template_unpickle")?;
    Ok(tuple::new(vec![f, tuple::new(parts(&a[0], true))]))
}

/// Payload.
pub struct InterpolationObj {
    value: Value,
    expression: Value,
    conversion: Value,
    format_spec: Value,
}
/// `string.templatelib.Interpolation`
pub static INTERPOLATION: TypeDef = TypeDef::new::<InterpolationObj>("string.templatelib.Interpolation")
    .doc("Interpolation object")
    .flags(flag::WEAKREF)
    .final_type()
    .generic()
    .methods(&[NativeDef::new(
        "__reduce__",
        |_, a| {
            let i = this::<InterpolationObj>(&a[0]);
            Ok(tuple::new(vec![INTERPOLATION.value(), tuple::new(vec![i.value.clone(), i.expression.clone(), i.conversion.clone(), i.format_spec.clone()])]))
        },
        "($self, /)",
        "",
    )])
    .getset(&[
        GetSet::new("value", |_, v| Ok(this::<InterpolationObj>(v).value.clone()), None, "Value"),
        GetSet::new("expression", |_, v| Ok(this::<InterpolationObj>(v).expression.clone()), None, "Expression"),
        GetSet::new("conversion", |_, v| Ok(this::<InterpolationObj>(v).conversion.clone()), None, "Conversion"),
        GetSet::new("format_spec", |_, v| Ok(this::<InterpolationObj>(v).format_spec.clone()), None, "Format specifier"),
    ])
    .slots(|s| {
        s.new = Some(new_interpolation);
        s.repr = Some(|vm, v| {
            let i = this::<InterpolationObj>(v);
            let mut shown = Vec::new();
            for x in [&i.value, &i.expression, &i.conversion, &i.format_spec] {
                shown.push(str::text(&ops::repr(vm, x)?).into_owned());
            }
            Ok(Value::str(&format!("Interpolation({})", shown.join(", "))))
        });
    });
impl Payload for InterpolationObj {
    const TRACED: bool = true;
    fn def() -> &'static TypeDef {
        &INTERPOLATION
    }
    fn trace(&self, visit: &mut dyn FnMut(&Value)) {
        visit(&self.value);
    }
}
/// An interpolation of a t-string; `conversion` is a letter or None.
pub fn interpolation(value: Value, expression: Value, conversion: Value, format_spec: Value) -> Value {
    object::new(InterpolationObj { value, expression, conversion, format_spec })
}
fn new_interpolation(vm: &mut Vm, _: &'static TypeObj, args: &Args) -> PyResult<Value> {
    static SIG: LazyLock<Signature> = LazyLock::new(|| Signature::parse("(value, expression='', conversion=None, format_spec='')"));
    let mut a = Vec::new();
    SIG.bind(vm, "Interpolation", args, &mut a)?;
    for (name, v) in [("expression", &a[1]), ("format_spec", &a[3])] {
        if !v.is_null() && !str::is_str(v) {
            return Err(vm.type_error(format!("Interpolation() argument '{name}' must be str, not {}", v.ty().name())));
        }
    }
    if let Some(c) = a[2].some() {
        if !str::is_str(c) {
            return Err(vm.type_error(format!("Interpolation() argument 'conversion' must be str, not {}", c.ty().name())));
        }
        if !["s", "r", "a"].iter().any(|l| str::eq_text(c, l)) {
            return Err(vm.value_error("Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'"));
        }
    }
    let text = |v: &Value| v.opt().cloned().unwrap_or_else(str::empty);
    Ok(interpolation(a[0].clone(), text(&a[1]), a[2].some().cloned().unwrap_or(Value::NONE), text(&a[3])))
}
