"""`python -m qunce` is the command `qunce`."""

from qunce.site.command import main

main()
