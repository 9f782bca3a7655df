"""The benchmarks: what is measured, and how, is told in ``docs/benchmarks.md``."""
