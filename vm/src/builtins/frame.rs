//! Frame objects as Python code sees them.
