from . import (
    test_connect,
    test_contacts,
    test_copy,
    test_faults,
    test_guards,
    test_holds,
    test_once,
    test_push,
    test_status,
    test_tokens,
    test_who_is_it,
)
