from . import (
    test_connect,
    test_faults,
    test_guards,
    test_holds,
    test_once,
    test_push,
    test_tokens,
)
