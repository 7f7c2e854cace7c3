"""Rules changed on purpose, one thing at a time, to see whether the tests of the policies notice."""
