"""The steps of the engine, one a module: read a record, keep time, assess, record, raise. `engine.py` joins them."""
