"""`make bench`: prints one table of what is; nothing fails it."""

from tests.benchmarks import generating
from tests.benchmarks import training


def main():
    for room in (training, generating):
        for row in room.rows():
            print(row, flush=True)


if __name__ == "__main__":
    main()
