data = {"k": [1, 2, 3]}
def lookup(i):
    return data["k"][i] + data["k"][i + 1]
print(lookup(0), lookup(5))
