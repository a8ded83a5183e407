def f(größe):
    return "äöü" + größe + größe.länge
f("é")
