from django.db.models import Func, TextField


class SearchKey(Func):
    """The letters by which a text is found: lower case, Latin, without diacritics, one blank before each word.

    The database function folds what is written differently in the three languages into one: Иванов and Ivanov, Țurcanu,
    Ţurcanu and Turcanu, Сергей, Sergey and Sergei, Журавлёв, Zhuravlev and Juravlev. Indexes stand on it, so queries
    must use it as well.
    """

    function = "rubrika_search_key"
    output_field = TextField()
