//! Generators, coroutines and asynchronous generators.
