from tests.memory import quick_path as quick_path
