class VM:
    def __init__(self): self.stack, self.pc, self.n = [], 0, 0
    def push(self, v): self.stack.append(v)
    def pop(self): return self.stack.pop()
    def run(self, code):
        while self.pc < len(code):
            op, arg = code[self.pc]; self.pc += 1; self.n += 1
            getattr(self, "op_" + op)(arg)
        return self.stack
    def op_const(self, v): self.push(v)
    def op_add(self, _): self.push(self.pop() + self.pop())
    def op_dup(self, _): self.push(self.stack[-1])
    def op_jlt(self, a):
        if self.stack[-1] < a[0]: self.pc = a[1]
v = VM(); print(v.run([("const", 0), ("const", 3), ("add", None), ("jlt", (9000, 1))]), v.n)
v = VM()
try: v.run([("const", 1), ("add", 0)])
except IndexError as e: print(e, v.pc)
