"""The settings file."""

import dataclasses
import datetime as dt

import pytest

from tlsrpt_tui.errors import SettingsError, UsageError
from tlsrpt_tui.live.set_up import means_of
from tlsrpt_tui.reports.bounds import Bounds
from tlsrpt_tui.settings import (
    CACHE_BYTES,
    CACHE_VARIABLE,
    LARGEST,
    PATH_VARIABLE,
    LiveSettings,
    Origin,
    Settings,
    Told,
    cache_path,
    read_settings,
    settings_path,
)
from tlsrpt_tui.settings_fields import GLYPHS_VARIABLE, RESOLVER_VARIABLE, THEME_VARIABLE, settings_of

NAMES = dataclasses.asdict(Bounds())
ALL = [setting.full for setting in settings_of(NAMES)]


def read(path, text, environment=None, told=None):
    path.write_text(text)
    return read_settings(NAMES, {PATH_VARIABLE: str(path)} | (environment or {}), told)


def origins(settings):
    return {value.setting.full: (value.value, value.origin, value.where) for value in settings.values}


def test_without_a_file_nothing_is_changed_and_nothing_is_created(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    settings = read_settings(NAMES, {})
    assert (settings.found, settings.file) == (False, settings_path({}))
    unset = Settings()
    assert (settings.theme, settings.glyphs, settings.cache_bytes) == (unset.theme, unset.glyphs, unset.cache_bytes)
    assert Bounds(**settings.bounds) == Bounds()
    assert settings.keys == {}
    assert {value.origin for value in settings.values} == {Origin.DEFAULT}
    assert settings_path({}).name == "config.toml"
    assert cache_path({}).name == "tlsrpt-tui"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_bound_can_be_set_by_its_name(name, tmp_path):
    settings = read(tmp_path / "config.toml", f"[bounds]\n{name} = 7\n")
    assert getattr(Bounds(**settings.bounds), name) == 7


def test_the_cache_has_a_size_of_its_own(tmp_path):
    assert read(tmp_path / "config.toml", "[bounds]\ndetails = 7\n").cache_bytes == CACHE_BYTES
    for size in (0, 7, LARGEST):
        assert read(tmp_path / "config.toml", f"[cache]\nbytes = {size}\n").cache_bytes == size


def test_the_cache_lies_where_the_environment_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cache_path({CACHE_VARIABLE: str(tmp_path / "there")}) == tmp_path / "there"
    assert cache_path({CACHE_VARIABLE: "here"}) == tmp_path / "here"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    assert cache_path({}).is_relative_to(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[colours]\n", r"colours is not a setting; expected \[look\], \[cache\], \[live\], \[bounds\] or \[keys\]"),
        ("look = 3\n", r"look is not a table; expected \[look\] with a line for theme or glyphs"),
        ('[look]\ntheme = "dusk"\n', "look.theme is 'dusk'; expected dark, light, ansi or contrast$"),
        ("[look]\nglyphs = true\n", "look.glyphs is True; expected unicode or ascii$"),
        ('[look]\ncolour = "red"\n', "look.colour is not a setting; expected one of glyphs, theme$"),
        ("keys = 3\n", r'keys is not a table; expected \[keys\] with lines as "facet.exclude" = "X"$'),
        ('[keys]\n"facet.exclude" = 3\n', 'keys: facet.exclude is 3; expected a key, as "X", or several'),
        ('[keys]\n"facet.exclude" = []\n', r"keys: facet.exclude is \[\]; expected a key"),
        ("bounds = 3\n", "bounds is not a table"),
        ("[bounds]\nlength = 3\n", "bounds.length is not a setting; expected one of archive_bytes, "),
        ("[bounds]\ndetails = 0\n", "bounds.details is 0; expected a whole number from 1"),
        ("[bounds]\ndetails = true\n", "bounds.details is True; expected a whole number"),
        ('[bounds]\ndetails = "7"\n', "bounds.details is '7'; expected a whole number"),
        ("[bounds]\ndetails = 1.5\n", "bounds.details is 1.5; expected a whole number"),
        (f"[bounds]\ndetails = {10**16}\n", "expected a whole number from 1 to"),
        ("[bounds\n", "expected a TOML file"),
        ("cache = 3\n", r"cache is not a table; expected \[cache\] with a line for bytes"),
        ("[cache]\nsize = 3\n", "cache.size is not a setting; expected bytes$"),
        ("[cache]\nbytes = -1\n", "cache.bytes is -1; expected a whole number from 0"),
        ('[cache]\nbytes = "1 GiB"\n', "cache.bytes is '1 GiB'; expected a whole number"),
    ],
)
def test_what_is_no_setting_is_said_with_file_key_and_expectation(text, said, tmp_path):
    with pytest.raises(SettingsError, match=said) as caught:
        read(tmp_path / "config.toml", text)
    assert str(tmp_path / "config.toml") in str(caught.value)


def test_a_file_that_is_not_text_is_said(tmp_path):
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="not UTF-8"):
        read_settings(NAMES, {PATH_VARIABLE: str(tmp_path / "config.toml")})


def test_a_named_file_has_to_exist(tmp_path):
    with pytest.raises(SettingsError, match=f"no such file, but {PATH_VARIABLE} names it"):
        read_settings(NAMES, {PATH_VARIABLE: str(tmp_path / "config.toml")})


def test_a_folder_is_no_settings_file(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings(NAMES, {PATH_VARIABLE: str(tmp_path)})


def test_each_value_says_who_set_it(tmp_path):
    path = tmp_path / "config.toml"
    text = '[look]\ntheme = "light"\nglyphs = "ascii"\n[cache]\nbytes = 7\n[bounds]\ndetails = 8\n'
    settings = read(path, text, {THEME_VARIABLE: "ansi"}, {"cache.bytes": Told(0, "--no-cache")})
    said = origins(settings)
    assert said["look.theme"] == ("ansi", Origin.ENVIRONMENT, THEME_VARIABLE)
    assert said["look.glyphs"] == ("ascii", Origin.FILE, str(path))
    assert said["cache.bytes"] == (0, Origin.COMMAND_LINE, "--no-cache")
    assert said["bounds.details"] == (8, Origin.FILE, str(path))
    assert said["bounds.policies"] == (Bounds().policies, Origin.DEFAULT, "")
    assert (settings.theme, settings.glyphs, settings.cache_bytes) == ("ansi", "ascii", 0)


def test_every_setting_has_a_sentence_and_a_default_that_it_admits():
    assert len(set(ALL)) == len(ALL)
    for setting in settings_of(NAMES):
        assert setting.meaning.endswith(".")
        assert setting.admits(setting.default)


@pytest.mark.parametrize("variable", [THEME_VARIABLE, GLYPHS_VARIABLE])
def test_a_variable_that_says_nonsense_is_named_and_an_empty_one_says_nothing(variable, tmp_path):
    with pytest.raises(SettingsError, match=f'{variable} is "dusk␛"; expected .* or unset it'):
        read(tmp_path / "config.toml", "", {variable: "dusk\x1b"})
    assert read(tmp_path / "config.toml", "", {variable: ""}).theme == "dark"


def test_keys_are_read_with_or_without_quotes_and_as_lists(tmp_path):
    text = '[keys]\n"app.quit" = "Q"\nfacet.exclude = "X"\nmove.down = ["down", ",", "ctrl+n"]\n'
    keys = read(tmp_path / "config.toml", text).keys
    assert keys == {"app.quit": "Q", "facet.exclude": "X", "move.down": "down,comma,ctrl+n"}


def test_live_checks_are_set_in_a_section_of_their_own(tmp_path):
    path = tmp_path / "config.toml"
    text = '[live]\nresolver = "tls://192.0.2.53"\nlifetime = 3\nprobe = "yes"\nehlo = "check.example.com"\n'
    live = read(path, text).live
    assert live == LiveSettings(resolver="tls://192.0.2.53", lifetime=3, probe="yes", ehlo="check.example.com")
    assert read(path, text, {RESOLVER_VARIABLE: "192.0.2.54"}).live.resolver == "192.0.2.54"
    told = {"live.resolver": Told("192.0.2.55", "--resolver")}
    assert read(path, text, {RESOLVER_VARIABLE: "192.0.2.54"}, told).live.resolver == "192.0.2.55"
    assert read(path, "").live == LiveSettings()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("resolver = 3", "live.resolver is 3; expected an address, tls://… or https://… without blanks"),
        ('resolver = "a b"', "live.resolver is 'a b'; expected an address"),
        ('ehlo = "a\\r\\nMAIL FROM:<>"', "live.ehlo is .*; expected a host name, or an empty text"),
        ('egress_host = "-"', "live.egress_host is '-'; expected a host name"),
        ('ca_file = "a\\u0000b"', "live.ca_file is .*; expected the path of a file"),
        ("smtp_port = 65536", "live.smtp_port is 65536; expected a whole number from 1 to 65535"),
        ("lifetime = 0", "live.lifetime is 0; expected a whole number from 1 to 120"),
        ('probe = "always"', "live.probe is 'always'; expected ask, yes or no"),
    ],
)
def test_what_no_live_check_can_use_is_refused(line, said, tmp_path):
    with pytest.raises(SettingsError, match=said):
        read(tmp_path / "config.toml", f"[live]\n{line}\n")


def test_a_variable_may_hold_a_free_text_and_no_nonsense(tmp_path):
    with pytest.raises(SettingsError, match=f'{RESOLVER_VARIABLE} is "a b"; expected an address'):
        read(tmp_path / "config.toml", "", {RESOLVER_VARIABLE: "a b"})


def test_a_key_that_is_there_twice_is_named_with_its_line(tmp_path):
    path = tmp_path / "config.toml"
    with pytest.raises(SettingsError, match=r"config\.toml: line 3: probe is set a second time; keep one"):
        read(path, '[live]\nprobe = "no"\nprobe = "yes"\n')
    with pytest.raises(SettingsError, match=r"line 3: probe is set a second time"):
        read(path, '[live]\nprobe = "no"\nprobe = "yes"')


def test_who_set_the_resolver_is_told_in_errors_about_it(tmp_path):
    path = tmp_path / "config.toml"
    text = '[live]\nresolver = "foo"\n'
    assert read(path, text).live.resolver_said == f"{path}: live.resolver: "
    assert read(path, text, {RESOLVER_VARIABLE: "bar"}).live.resolver_said == f"{RESOLVER_VARIABLE}: "
    assert read(path, text, {}, {"live.resolver": Told("x", "--resolver")}).live.resolver_said == "--resolver: "
    assert read(path, "").live.resolver_said == ""
    with pytest.raises(UsageError, match=r"config\.toml: live\.resolver: “foo” is no name server"):
        means_of(read(path, text).live, clock=lambda: dt.datetime.now(dt.UTC))
