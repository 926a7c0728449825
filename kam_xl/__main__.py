"""Run the command line as `python -m kam_xl`."""

from kam_xl.cli import main

if __name__ == "__main__":
    main()
