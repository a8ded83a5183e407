import circ_a
seen = hasattr(circ_a, "done")
