"""The Record as JSON text: what ``trace --format json`` prints, and the way back.

The keys and their order are a contract (version 1). ``full=True`` adds what a Record holds beyond
it, so that reading gives the same Record again.
"""

from graphlab.record_json.checks import first_fault
from graphlab.record_json.reading import record_from_json
from graphlab.record_json.writing import VERSION, record_to_dict, record_to_json

__all__ = ["VERSION", "first_fault", "record_from_json", "record_to_dict", "record_to_json"]
