"""How fast the product is, against its targets: `make bench`. Never part of the tests."""
