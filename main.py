if __name__ == "__main__":
    from graphlab.cli import main

    raise SystemExit(main())
