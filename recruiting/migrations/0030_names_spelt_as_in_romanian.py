from django.db import migrations

CYRILLIC, LATIN = "абвгдезийклмнопрстуфхыэёіїєґўyw", "abvgdeziiklmnoprstufhieeiieguiv"
WITH_MARKS = "ăâáàäãåāąçćčďđéèêëēęěģīîíìïīįķłļľñńňņóòöôõőøřśșşšťțţúùüûūůűųýÿźżž"
WITHOUT = "aaaaaaaaacccddeeeeeeegiiiiiiklllnnnnooooooorsssstttuuuuuuuuiizzz"
DROPPED = "ьъ''’ʼ`"  # the apostrophe is doubled, as SQL wants it

OTHER_LETTERS = f"""
        replace(replace(replace(replace(replace(replace(replace(replace(replace(
            translate(lower(normalize(coalesce(words, ''), NFC)), '{CYRILLIC}{WITH_MARKS}{DROPPED}', '{LATIN}{WITHOUT}'),
        'щ', 'shch'), 'ж', 'zh'), 'ц', 'ts'), 'ч', 'ch'), 'ш', 'sh'), 'ю', 'iu'), 'я', 'ia'), 'x', 'ks'), 'kh', 'h')
"""
PLAIN_LETTERS = "replace(replace(translate(lower(words), 'yw''`', 'iv'), 'x', 'ks'), 'kh', 'h')"
OLD = f"CASE WHEN octet_length(words) = char_length(words) THEN {PLAIN_LETTERS} ELSE {OTHER_LETTERS} END"


def folded(letters: str) -> str:
    """One spelling for what English writes with two letters and Romanian with one: Zhuravlev and Juravlev, Shevchenko
    and Șevcenco, Tsurcan and Țurcan, Kucherov and Cucerov, Georgi and Gheorghi."""
    for two, one in (("zh", "j"), ("sh", "s"), ("ch", "c"), ("gh", "g"), ("ph", "f"), ("ts", "t")):
        letters = f"replace({letters}, '{two}', '{one}')"
    return f"translate({letters}, 'kq', 'cc')"


def function(letters: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION rubrika_search_key(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ' ' || regexp_replace({letters}, '[^[:alnum:]]+', ' ', 'g')
$$;
REINDEX INDEX candidate_name_key;
REINDEX INDEX candidate_contact_key;
REINDEX INDEX vacancy_title_key;
REINDEX INDEX note_text_key;
"""


class Migration(migrations.Migration):
    dependencies = [("recruiting", "0029_lighter_search_for_twins")]
    operations = [migrations.RunSQL(function(folded(OLD)), function(OLD))]
