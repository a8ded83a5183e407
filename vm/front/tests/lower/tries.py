def tries(f):
    try:
        f()
    except ValueError as e:
        print(e)
    except (A, B):
        raise C from None
    else:
        return 1
    finally:
        done()
