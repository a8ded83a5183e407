def tokens(text):
    i, out = 0, []
    while True:
        while i < len(text) and text[i] == " ": i += 1
        if i >= len(text): return out
        j = i
        if text[i].isdigit():
            while j < len(text) and text[j].isdigit(): j += 1
            out.append(int(text[i:j]))
        elif text[i].isalpha():
            while j < len(text) and text[j].isalnum(): j += 1
            out.append(text[i:j])
        else:
            j += 1; out.append(text[i])
        i = j
t = tokens("abc 12 + x1*(3-y) / 77 " * 150); print(len(t), t[:11], sum(x for x in t if type(x) is int))
