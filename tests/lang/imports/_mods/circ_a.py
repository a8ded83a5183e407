import circ_b
done = True
