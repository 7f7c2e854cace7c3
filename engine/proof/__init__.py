"""Certificates: a claim with everything that it rests on, and how to check one without the solver that found it.

`certificate` writes one, `checking` re-derives and re-judges it from the facts it holds, and `second_solver` proves the
amount once more with another kind of solver. Nothing here imports clingo.
"""
