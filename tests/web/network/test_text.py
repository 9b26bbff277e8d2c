from web.network.text import cells, plain, shortened


def test_plain_text_is_one_line_without_controls():
    assert plain("a\x00b\tc\nd\u2028e\x1b[0m") == "a b c d e [0m"
    assert plain("\u202eabc\u2066d\u200f") == "abcd"
    assert plain("half \ud800 pair") == "half pair"


def test_plain_text_keeps_letters_markup_and_emoji():
    for text in ("<b>&amp;</b>", "Déjà Vu", "日本語", "👩‍👩‍👧‍👦", "می‌خواهم"):
        assert plain(text) == text


def test_shortened_text_fits():
    assert shortened("short", 5) == "short"
    assert shortened("far too long", 8) == "far too…"
    assert cells(shortened("日本語の曲名", 7)) <= 7
    assert shortened("", 5) == ""
