//! Syntax errors as CPython words and places them (recorded from CPython 3.13).

use front::compile::{Completeness, Mode, compile, completeness};

/// Source, exception class, text, (line, column); a line of 0 leaves the place open.
#[rustfmt::skip]
const ERRORS: &[(&str, &str, &str, (u32, u32))] = &[
    ("a b", "SyntaxError", "invalid syntax", (1, 3)),
    ("x = (", "SyntaxError", "'(' was never closed", (1, 5)),
    ("if x:\na", "IndentationError", "expected an indented block after 'if' statement on line 1", (2, 1)),
    ("x = 1 +", "SyntaxError", "invalid syntax", (1, 8)),
    ("for x in y\n  pass", "SyntaxError", "expected ':'", (1, 11)),
    ("while True print(1)", "SyntaxError", "invalid syntax", (1, 12)),
    ("f(a=1, 2)", "SyntaxError", "positional argument follows keyword argument", (0, 0)),
    ("f(**a, *b)", "SyntaxError", "iterable argument unpacking follows keyword argument unpacking", (0, 0)),
    ("1 = x", "SyntaxError", "cannot assign to literal here. Maybe you meant '==' instead of '='?", (1, 1)),
    ("f() = 1", "SyntaxError", "cannot assign to function call here. Maybe you meant '==' instead of '='?", (1, 1)),
    ("x + 1 = 2", "SyntaxError", "cannot assign to expression here. Maybe you meant '==' instead of '='?", (1, 1)),
    ("def f(a, a): pass", "SyntaxError", "duplicate argument 'a' in function definition", (1, 10)),
    ("return 1", "SyntaxError", "'return' outside function", (1, 1)),
    ("yield 1", "SyntaxError", "'yield' outside function", (1, 1)),
    ("break", "SyntaxError", "'break' outside loop", (1, 1)),
    ("continue", "SyntaxError", "'continue' not properly in loop", (1, 1)),
    ("async def f():\n  yield from x", "SyntaxError", "'yield from' inside async function", (2, 3)),
    ("await x", "SyntaxError", "'await' outside function", (1, 1)),
    ("class A: return 1", "SyntaxError", "'return' outside function", (1, 10)),
    ("print 1", "SyntaxError", "Missing parentheses in call to 'print'. Did you mean print(...)?", (1, 1)),
    ("exec 'a'", "SyntaxError", "Missing parentheses in call to 'exec'. Did you mean exec(...)?", (1, 1)),
    ("'abc", "SyntaxError", "unterminated string literal (detected at line 1)", (1, 1)),
    ("\"\"\"abc", "SyntaxError", "unterminated triple-quoted string literal (detected at line 1)", (1, 1)),
    ("x = 08", "SyntaxError", "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers", (1, 5)),
    ("x = 0x", "SyntaxError", "invalid hexadecimal literal", (1, 6)),
    ("x = 1_", "SyntaxError", "invalid decimal literal", (1, 6)),
    ("0b12", "SyntaxError", "invalid digit '2' in binary literal", (1, 4)),
    ("1__0", "SyntaxError", "invalid decimal literal", (1, 2)),
    ("\"\\N{foo}\"", "SyntaxError", "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-6: unknown Unicode character name", (0, 0)),
    ("b'é'", "SyntaxError", "bytes can only contain ASCII literal characters", (1, 1)),
    ("f'{'", "SyntaxError", "f-string: expecting '}'", (0, 0)),
    ("f'{}'", "SyntaxError", "f-string: valid expression required before '}'", (1, 4)),
    ("f'{a b}'", "SyntaxError", "invalid syntax. Perhaps you forgot a comma?", (1, 4)),
    ("f'{a!x}'", "SyntaxError", "f-string: invalid conversion character 'x': expected 's', 'r', or 'a'", (1, 6)),
    ("f'{a:{b}'", "SyntaxError", "f-string: expecting '}', or format specs", (0, 0)),
    ("(a, b", "SyntaxError", "'(' was never closed", (1, 1)),
    ("[1, 2", "SyntaxError", "'[' was never closed", (1, 1)),
    ("{1: 2", "SyntaxError", "'{' was never closed", (1, 1)),
    ("(]", "SyntaxError", "closing parenthesis ']' does not match opening parenthesis '('", (1, 2)),
    (")", "SyntaxError", "unmatched ')'", (1, 1)),
    ("x = )", "SyntaxError", "unmatched ')'", (1, 5)),
    ("if True:\n  a\n b", "IndentationError", "unindent does not match any outer indentation level", (3, 3)),
    ("  a", "IndentationError", "unexpected indent", (0, 0)),
    ("if x:\n\ta\n        b", "TabError", "inconsistent use of tabs and spaces in indentation", (3, 1)),
    ("def f():\n", "IndentationError", "expected an indented block after function definition on line 1", (1, 9)),
    ("class A:\n", "IndentationError", "expected an indented block after class definition on line 1", (1, 9)),
    ("else:\n  pass", "SyntaxError", "invalid syntax", (1, 1)),
    ("try:\n  pass", "SyntaxError", "expected 'except' or 'finally' block", (2, 7)),
    ("try:\n pass\nexcept:\n pass\nexcept A:\n pass", "SyntaxError", "default 'except:' must be last", (3, 1)),
    ("from __future__ import foo", "SyntaxError", "future feature foo is not defined", (0, 0)),
    ("x\nfrom __future__ import division", "SyntaxError", "from __future__ imports must occur at the beginning of the file", (2, 1)),
    ("from __future__ import braces", "SyntaxError", "not a chance", (0, 0)),
    ("from a import", "SyntaxError", "Expected one or more names after 'import'", (1, 14)),
    ("from a import *, b", "SyntaxError", "invalid syntax", (0, 0)),
    ("def f(): from a import *", "SyntaxError", "import * only allowed at module level", (1, 24)),
    ("nonlocal x", "SyntaxError", "nonlocal declaration not allowed at module level", (1, 1)),
    ("def f():\n nonlocal x", "SyntaxError", "no binding for nonlocal 'x' found", (2, 2)),
    ("def f(x):\n global x", "SyntaxError", "name 'x' is parameter and global", (2, 2)),
    ("def f():\n x = 1\n global x", "SyntaxError", "name 'x' is assigned to before global declaration", (3, 2)),
    ("del f()", "SyntaxError", "cannot delete function call", (1, 5)),
    ("del 1", "SyntaxError", "cannot delete literal", (1, 5)),
    ("with x as 1: pass", "SyntaxError", "cannot assign to literal", (1, 11)),
    ("for 1 in x: pass", "SyntaxError", "cannot assign to literal", (1, 5)),
    ("lambda x=: 1", "SyntaxError", "invalid syntax", (0, 0)),
    ("def f(a=1, b): pass", "SyntaxError", "parameter without a default follows parameter with a default", (1, 12)),
    ("def f(*): pass", "SyntaxError", "named arguments must follow bare *", (1, 7)),
    ("def f(**a, b): pass", "SyntaxError", "arguments cannot follow var-keyword argument", (1, 12)),
    ("*a", "SyntaxError", "can't use starred expression here", (1, 1)),
    ("*a = 1", "SyntaxError", "starred assignment target must be in a list or tuple", (1, 1)),
    ("a, *b, *c = d", "SyntaxError", "multiple starred expressions in assignment", (1, 1)),
    ("x: int: y", "SyntaxError", "invalid syntax", (1, 7)),
    ("(a, b): int", "SyntaxError", "only single target (not tuple) can be annotated", (1, 1)),
    ("x := 1", "SyntaxError", "invalid syntax", (1, 3)),
    ("(x.y := 1)", "SyntaxError", "cannot use assignment expressions with attribute", (1, 2)),
    ("if x = 1: pass", "SyntaxError", "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", (1, 4)),
    ("f(x for x in y, 1)", "SyntaxError", "Generator expression must be parenthesized", (1, 3)),
    ("None = 1", "SyntaxError", "cannot assign to None", (1, 1)),
    ("True = 1", "SyntaxError", "cannot assign to True", (1, 1)),
    ("def None(): pass", "SyntaxError", "invalid syntax", (1, 5)),
    ("f(None=1)", "SyntaxError", "cannot assign to None", (1, 3)),
    ("@\nx", "SyntaxError", "invalid syntax", (1, 2)),
    ("match x:\n case a: pass\n case b: pass", "SyntaxError", "name capture 'a' makes remaining patterns unreachable", (2, 7)),
    ("match x:\n case a | b: pass", "SyntaxError", "name capture 'a' makes remaining patterns unreachable", (2, 7)),
    ("$", "SyntaxError", "invalid syntax", (1, 1)),
    ("a ? b", "SyntaxError", "invalid syntax", (1, 3)),
    ("x =   1", "SyntaxError", "invalid non-printable character U+00A0", (1, 5)),
    ("a!b", "SyntaxError", "invalid syntax", (1, 2)),
    ("a.1", "SyntaxError", "invalid syntax", (1, 2)),
    ("5a", "SyntaxError", "invalid decimal literal", (1, 1)),
    ("not", "SyntaxError", "invalid syntax", (1, 4)),
    ("a if b", "SyntaxError", "expected 'else' after 'if' expression", (0, 0)),
    ("a = if", "SyntaxError", "invalid syntax", (1, 5)),
    ("def", "SyntaxError", "invalid syntax", (1, 4)),
    ("class", "SyntaxError", "invalid syntax", (1, 6)),
    ("import", "SyntaxError", "Expected one or more names after 'import'", (1, 7)),
    ("x = yield = 1", "SyntaxError", "assignment to yield expression not possible", (1, 5)),
    ("\\", "SyntaxError", "unexpected EOF while parsing", (1, 2)),
    ("a \\ b", "SyntaxError", "unexpected character after line continuation character", (1, 4)),
    ("async x", "SyntaxError", "invalid syntax", (1, 7)),
    ("raise x from", "SyntaxError", "invalid syntax", (1, 13)),
    ("assert", "SyntaxError", "invalid syntax", (1, 7)),
    ("global", "SyntaxError", "invalid syntax", (1, 7)),
    ("else", "SyntaxError", "invalid syntax", (1, 1)),
    ("x +=", "SyntaxError", "invalid syntax", (0, 0)),
    ("x = 5 5", "SyntaxError", "invalid syntax", (1, 7)),
    ("x = {a, b: c}", "SyntaxError", "invalid syntax", (1, 10)),
    ("{**a for a in b}", "SyntaxError", "dict unpacking cannot be used in dict comprehension", (0, 0)),
    ("[*a for a in b]", "SyntaxError", "iterable unpacking cannot be used in comprehension", (1, 2)),
    ("f(a.b=1)", "SyntaxError", "expression cannot contain assignment, perhaps you meant \"==\"?", (1, 3)),
    ("f(True=1)", "SyntaxError", "cannot assign to True", (1, 3)),
    ("def f(x, *, **k): pass", "SyntaxError", "named arguments must follow bare *", (1, 10)),
    ("a = 1 if 2 else", "SyntaxError", "invalid syntax", (1, 16)),
    ("{a:}", "SyntaxError", "expression expected after dictionary key and ':'", (1, 3)),
    ("{a: *b}", "SyntaxError", "cannot use a starred expression in a dictionary value", (1, 5)),
    ("with a as b", "SyntaxError", "expected ':'", (1, 12)),
    ("type X = ", "SyntaxError", "invalid syntax", (1, 10)),
    ("a <> b", "SyntaxError", "invalid syntax", (1, 3)),
    ("``", "SyntaxError", "invalid syntax", (1, 1)),
    ("i++ ", "SyntaxError", "invalid syntax", (1, 5)),
    ("dict(a=1, a=2)", "SyntaxError", "keyword argument repeated: a", (1, 11)),
    ("'a' 'b", "SyntaxError", "unterminated string literal (detected at line 1)", (1, 5)),
    ("u'a' b'c'", "SyntaxError", "cannot mix bytes and nonbytes literals", (0, 0)),
    ("for x in: pass", "SyntaxError", "invalid syntax", (1, 9)),
];

#[test]
fn texts_and_places() {
    let mut wrong = Vec::new();
    for (source, class, message, place) in ERRORS {
        match compile(source, "s", Mode::Exec, 0, 0) {
            Ok(_) => wrong.push(format!("{source:?} is accepted")),
            Err(e) => {
                let same = e.class() == *class && e.message == *message;
                if !same || (place.0 > 0 && (e.line, e.col) != *place) {
                    wrong.push(format!(
                        "{source:?}: {e} at {}:{}, not {message} at {place:?}",
                        e.line, e.col
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn prompt() {
    for (source, expected) in [
        ("x = 1", "complete"),
        ("x = 1\n", "complete"),
        ("", "complete"),
        ("# note", "complete"),
        ("x = (", "incomplete"),
        ("if x:", "incomplete"),
        ("if x:\n  y", "incomplete"),
        ("if x:\n  y\n", "complete"),
        ("def f():\n  'a'\n\n  return 1", "incomplete"),
        ("@f", "incomplete"),
        ("try:\n  x\n", "incomplete"),
        ("s = \"\"\"a", "incomplete"),
        ("x = \\\n", "incomplete"),
        ("x y", "invalid"),
        ("x = )", "invalid"),
        ("return", "invalid"),
    ] {
        let found = match completeness(source) {
            Completeness::Complete => "complete",
            Completeness::Incomplete => "incomplete",
            Completeness::Invalid(_) => "invalid",
        };
        assert_eq!(found, expected, "{source:?}");
    }
}
