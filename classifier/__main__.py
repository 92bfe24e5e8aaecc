"""So that ``python -m classifier`` works where scripts are not on the path."""

from classifier.cli.main import main

if __name__ == "__main__":
    main()
