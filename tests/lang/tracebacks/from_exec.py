code = compile("def f():\n    return 1 + None\nf()", "<made>", "exec")
exec(code)
