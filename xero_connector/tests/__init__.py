from . import test_guards, test_holds, test_once, test_push
