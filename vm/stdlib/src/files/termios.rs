//! termios: terminal settings.

use super::os::{self, c};
use vm::builtins::{bytes, int, list};
use vm::import::NativeModule;
use vm::object::ops;
use vm::{NativeDef, PyResult, Raised, Value, Vm};

/// The module.
pub static MODULE: NativeModule = NativeModule { name: "termios", init };

/// Raises `termios.error`.
fn failure(vm: &mut Vm, n: i32) -> Raised {
    let text = Value::str(&vm::builtins::exception::os::strerror(n));
    let r = vm.import_attr("termios", "error");
    match r.and_then(|class| vm.call(&class, &[Value::int(i64::from(n)), text])) {
        Ok(exc) => vm.raise(exc),
        Err(e) => e,
    }
}
fn done(vm: &mut Vm, mut f: impl FnMut() -> i32) -> PyResult<Value> {
    match os::blocking(vm, &mut f)? {
        Ok(_) => Ok(Value::NONE),
        Err(n) => Err(failure(vm, n)),
    }
}
fn settings(vm: &mut Vm, fd: i32) -> PyResult<libc::termios> {
    // SAFETY: integers.
    let mut t: libc::termios = unsafe { std::mem::zeroed() };
    done(vm, || c!(tcgetattr(fd, &mut t)))?;
    Ok(t)
}
/// [iflag, oflag, cflag, lflag, ispeed, ospeed, cc]
fn tcgetattr(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::fd_of(vm, &a[0])?;
    let t = settings(vm, fd)?;
    let raw = t.c_lflag & libc::ICANON == 0;
    let cc = t.c_cc.iter().enumerate().map(|(i, b)| {
        // Without line editing these two are numbers.
        if raw && (i == libc::VMIN || i == libc::VTIME) { Value::int(i64::from(*b)) } else { bytes::new(vec![*b]) }
    });
    let cc = list::new(cc.collect());
    let (input, output) = (c!(cfgetispeed(&t)), c!(cfgetospeed(&t)));
    let mut v: Vec<Value> = [t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag, input, output].iter().map(|n| Value::int(i64::from(*n))).collect();
    v.push(cc);
    Ok(list::new(v))
}
fn tcsetattr(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::fd_of(vm, &a[0])?;
    let when = os::int_arg(vm, &a[1])?;
    let bad = "tcsetattr, arg 3: must be 7 element list";
    let items = match a[2].downcast::<list::ListObj>() {
        Some(l) if l.len() == 7 => l.to_vec(),
        _ => return Err(vm.type_error(bad)),
    };
    let mut t = settings(vm, fd)?;
    let mut n = [0u32; 6];
    for (n, v) in n.iter_mut().zip(&items) {
        *n = os::long_arg(vm, v)? as u32;
    }
    [t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag] = [n[0], n[1], n[2], n[3]];
    let cc = ops::collect(vm, &items[6])?;
    if cc.len() != t.c_cc.len() {
        return Err(vm.type_error(format!("tcsetattr: attributes[6] must be {} element list", t.c_cc.len())));
    }
    for (to, v) in t.c_cc.iter_mut().zip(&cc) {
        *to = match (bytes::get(v), int::as_i64(v)) {
            (Some([b]), _) => *b,
            (_, Some(n)) => n as u8,
            _ => return Err(vm.type_error("tcsetattr: elements of attributes must be characters or integers")),
        };
    }
    done(vm, || c!(cfsetispeed(&mut t, n[4])))?;
    done(vm, || c!(cfsetospeed(&mut t, n[5])))?;
    done(vm, || c!(tcsetattr(fd, when, &t)))
}
fn with_number(vm: &mut Vm, a: &[Value], f: fn(i32, i32) -> i32) -> PyResult<Value> {
    let (fd, n) = (os::fd_of(vm, &a[0])?, os::int_arg(vm, &a[1])?);
    done(vm, || f(fd, n))
}
fn tcgetwinsize(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::fd_of(vm, &a[0])?;
    let mut w = libc::winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
    done(vm, || c!(ioctl(fd, libc::TIOCGWINSZ, &mut w)))?;
    Ok(os::pair(Value::int(i64::from(w.ws_row)), Value::int(i64::from(w.ws_col))))
}
fn tcsetwinsize(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::fd_of(vm, &a[0])?;
    let items = ops::collect(vm, &a[1])?;
    let [rows, columns] = items.as_slice() else { return Err(vm.type_error("tcsetwinsize, arg 2: must be a two-item sequence")) };
    let mut w = libc::winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
    done(vm, || c!(ioctl(fd, libc::TIOCGWINSZ, &mut w)))?;
    for (to, v) in [(&mut w.ws_row, rows), (&mut w.ws_col, columns)] {
        let n = os::long_arg(vm, v)?;
        *to = u16::try_from(n).map_err(|_| vm.overflow_error("winsize value(s) out of range."))?;
    }
    done(vm, || c!(ioctl(fd, libc::TIOCSWINSZ, &w)))
}
fn tcdrain(vm: &mut Vm, a: &[Value]) -> PyResult<Value> {
    let fd = os::fd_of(vm, &a[0])?;
    done(vm, || c!(tcdrain(fd)))
}
static FUNCTIONS: &[NativeDef] = &[
    NativeDef::new("tcgetattr", tcgetattr, "(fd, /)", "Get the tty attributes for file descriptor fd."),
    NativeDef::new("tcsetattr", tcsetattr, "(fd, when, attributes, /)", "Set the tty attributes for file descriptor fd."),
    NativeDef::new("tcsendbreak", |vm, a| with_number(vm, a, |fd, n| c!(tcsendbreak(fd, n))), "(fd, duration, /)", "Send a break on file descriptor fd."),
    NativeDef::new("tcdrain", tcdrain, "(fd, /)", "Wait until all output written to file descriptor fd has been transmitted."),
    NativeDef::new("tcflush", |vm, a| with_number(vm, a, |fd, n| c!(tcflush(fd, n))), "(fd, queue, /)", "Discard queued data on file descriptor fd."),
    NativeDef::new(
        "tcflow",
        |vm, a| with_number(vm, a, |fd, n| c!(tcflow(fd, n))),
        "(fd, action, /)",
        "Suspend or resume input or output on file descriptor fd.",
    ),
    NativeDef::new("tcgetwinsize", tcgetwinsize, "(fd, /)", "Get the tty winsize for file descriptor fd."),
    NativeDef::new("tcsetwinsize", tcsetwinsize, "(fd, winsize, /)", "Set the tty winsize for file descriptor fd."),
];
static CONSTANTS: &[(&str, i64)] = os::libc_constants! {
    B0 B50 B75 B110 B134 B150 B200 B300 B600 B1200 B1800 B2400 B4800 B9600 B19200 B38400 B57600 B115200 B230400 B460800 B921600
    TCSANOW TCSADRAIN TCSAFLUSH TCIFLUSH TCOFLUSH TCIOFLUSH TCOOFF TCOON TCIOFF TCION
    IGNBRK BRKINT IGNPAR PARMRK INPCK ISTRIP INLCR IGNCR ICRNL IUCLC IXON IXANY IXOFF IMAXBEL IUTF8
    OPOST OLCUC ONLCR OCRNL ONOCR ONLRET OFILL OFDEL NLDLY CRDLY TABDLY BSDLY VTDLY FFDLY
    CSIZE CS5 CS6 CS7 CS8 CSTOPB CREAD PARENB PARODD HUPCL CLOCAL CRTSCTS
    ISIG ICANON ECHO ECHOE ECHOK ECHONL ECHOCTL ECHOPRT ECHOKE NOFLSH TOSTOP PENDIN IEXTEN FLUSHO EXTPROC
    VINTR VQUIT VERASE VKILL VEOF VMIN VTIME VSWTC VSTART VSTOP VSUSP VEOL VREPRINT VDISCARD VWERASE VLNEXT VEOL2 NCCS
    TIOCGWINSZ TIOCSWINSZ TIOCGPGRP TIOCSPGRP TIOCNOTTY TIOCSCTTY TIOCINQ TIOCOUTQ TIOCSTI TIOCEXCL TIOCNXCL TIOCCONS FIONREAD FIONBIO
    TCGETS TCSETS TCSETSW TCSETSF
};

fn init(vm: &mut Vm, m: &Value) -> PyResult<()> {
    os::add_functions(m, FUNCTIONS);
    os::add_constants(m, CONSTANTS);
    let d = vm::object::dict::new_dict();
    if let Some(d) = d.downcast::<vm::object::dict::DictObj>() {
        d.set_text("__module__", Value::str("termios"));
    }
    let make = vm::builtins::type_::TYPE.value();
    let bases = vm::builtins::tuple::new(vec![vm::builtins::exception::classes().exception.value()]);
    let error = vm.call(&make, &[Value::str("error"), bases, d])?;
    os::set(m, "error", error);
    Ok(())
}
