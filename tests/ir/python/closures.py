# show: ir opt
# The cell's content is loaded and stored where the closure sees it.
def make():
    count = 0

    def bump(n):
        nonlocal count
        for _ in range(n):
            count += 2
        return count

    return bump


print(make()(40))
