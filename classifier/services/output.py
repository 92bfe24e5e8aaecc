"""What every command needs to write a result for programs."""

from classifier.io.atomic import refuse_existing, refuse_missing_folder, write_json

__all__ = ["refuse_existing", "refuse_missing_folder", "write_json"]
