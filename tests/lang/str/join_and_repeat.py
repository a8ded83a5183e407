print("".join(str(i) for i in range(12)), "-".join("abc"), ", ".join({"k": 1, "j": 2}), "é".join(["a", "€", "😀"]), "ab" * 3, 0 * "x", "x" * True)
print("a" + "é" + "€" + "😀", len("a" + "é" + "€" + "😀"), ("é" * 3)[1], ("😀" * 3)[-1], ("a" * 5 + "€")[:5] == "aaaaa", "abc"[1:2] * 4)
s = ""
for c in "héllo wörld €😀": s = c + s
print(s, s[::-1], len(s), s.upper(), s.encode()[:5], sorted(s)[-1], s.find("€"), s.index("ö"), s.count("l"), s.replace("l", "€€"), s.split(" "), s.title())
try: "".join(["a", 5])
except TypeError as e: print(e)
try: "a" * (2**62)
except (MemoryError, OverflowError) as e: print(type(e).__name__ in ("MemoryError", "OverflowError"))
print("abc" < "abd", "a" < "B", "" < "a", "é" < "z", "😀" > "\uffff", "a\x00b" == "a\x00b", "a\x00" > "a", min("b", "a"), "Straße".casefold() == "STRASSE".casefold())
