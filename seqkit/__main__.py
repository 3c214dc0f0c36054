"""`python -m seqkit`: the `seqkit` command, where another program has its name."""

from recipes.__main__ import main

if __name__ == "__main__":
    main()
