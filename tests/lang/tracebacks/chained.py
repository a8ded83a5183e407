def load():
    try:
        return {}["missing"]
    except KeyError as e:
        raise ValueError("could not load") from e
def run():
    try:
        load()
    finally:
        undefined_name
run()
