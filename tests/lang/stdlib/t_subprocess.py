import subprocess, sys, os
r = subprocess.run([sys.executable, "-c", "import sys; print('out', sys.argv[1:]); sys.stderr.write('err'); sys.exit(3)", "a b"], capture_output=True, text=True); print(r.returncode, r.stdout, r.stderr)
print(subprocess.check_output(["echo", "hi"]), subprocess.run("cat", input="fed", text=True, capture_output=True).stdout, subprocess.run("exit 4", shell=True).returncode, subprocess.call(["true"]))
for c in (lambda: subprocess.run(["false"], check=True), lambda: subprocess.run(["/no/such/program"]), lambda: subprocess.run(["sleep", "5"], timeout=.05)):
    try: c()
    except Exception as e: print(type(e).__name__, getattr(e, "returncode", None))
p = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True); print(p.communicate("line\n"), p.returncode, p.poll())
print(os.popen("echo popen").read(), os.system("exit 2") >> 8, subprocess.run(["env"], env={"ONLY": "1"}, capture_output=True, text=True).stdout, subprocess.getoutput("echo g"))
