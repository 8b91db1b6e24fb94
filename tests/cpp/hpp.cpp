// include/hmacsign.hpp as a program meets it.
#include "hmacsign.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <iterator>
#include <map>
#include <new>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include "check.hpp"

namespace {

using hmacsign::algorithm;
using hmacsign::credential;
using hmacsign::detail;
using hmacsign::dialect;
using hmacsign::errc;
using hmacsign::key;
using hmacsign::policy;
using hmacsign::request;
using hmacsign::signer;
using namespace std::string_view_literals;

constexpr auto ID = "AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN"sv;
constexpr auto SECRET = "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC"sv;
constexpr auto DATE = "Fri, 09 Oct 2015 00:00:00 GMT"sv;
constexpr auto SIGNATURE = "zJ1fUmiWSmSZUoqgZi+dGUJvxn0="sv;
constexpr auto AUTHORIZATION =
    "hmac id=\"AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN\", algorithm=\"hmac-sha1\", "
    "headers=\"date source\", signature=\"zJ1fUmiWSmSZUoqgZi+dGUJvxn0=\""sv;
constexpr std::int64_t NOW = 1444348800;

key documented_key() {
    return key(algorithm::hmac_sha1, SECRET);
}

request documented() {
    return request{{"date", DATE}, {"source", "AndriodApp"}};
}

// What a call throws; `ok` if it does not.
template <class Call>
hmacsign::error thrown(const Call& call) {
    try {
        call();
    } catch (const hmacsign::error& error) {
        return error;
    }
    return hmacsign::error(errc::ok);
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

void signs_the_documented_pair() {
    const auto with = documented_key();
    const signer who(ID);
    const auto what = documented();
    CHECK(hmacsign::signing_string(who, what) ==
          "date: Fri, 09 Oct 2015 00:00:00 GMT\nsource: AndriodApp");
    CHECK(hmacsign::signature(with, who, what) == SIGNATURE);
    CHECK(hmacsign::authorization(with, who, what) == AUTHORIZATION);
    CHECK(hmacsign::header_lines(with, who, what) ==
          "date: Fri, 09 Oct 2015 00:00:00 GMT\r\nsource: AndriodApp\r\nAuthorization: " +
              std::string(AUTHORIZATION) + "\r\n");
    CHECK(hmacsign::signature_of(with, hmacsign::signing_string(who, what)) == SIGNATURE);
    hmacsign::check(who, what);

    std::error_code code = errc::time;
    CHECK(hmacsign::signing_string(who, what, code) == hmacsign::signing_string(who, what));
    CHECK(!code);
    CHECK(hmacsign::signature(with, who, what, code) == SIGNATURE && !code);
    CHECK(hmacsign::authorization(with, who, what, code) == AUTHORIZATION && !code);
    CHECK(hmacsign::header_lines(with, who, what, code) == hmacsign::header_lines(with, who, what));
    CHECK(hmacsign::signature_of(with, hmacsign::signing_string(who, what), code) == SIGNATURE);
    code = errc::time;
    hmacsign::check(who, what, code);
    CHECK(!code);
}

void writes_texts_of_every_length() {
    const auto with = documented_key();
    const signer who = signer(ID).allow_undated();
    // About the room that is tried first, 255 bytes.
    for (std::size_t length = 0; length < 600; length++) {
        const request what{{"a", std::string(length, 'v')}};
        const auto text = hmacsign::signing_string(who, what);
        CHECK(text == "a: " + std::string(length, 'v'));
        CHECK(hmacsign::header_lines(with, who, what).size() == text.size() + 2 +
              "Authorization: \r\n"sv.size() + hmacsign::authorization(with, who, what).size());
    }
}

// A key in memory of our own, which can be looked at afterwards.
struct place {
    alignas(key) std::array<unsigned char, sizeof(key)> bytes = {};

    bool wiped() const {
        const volatile unsigned char* at = bytes.data();
        bool all = true;
        for (std::size_t i = 0; i < sizeof(hmacsign_key); i++) {
            all = all && at[i] == 0;
        }
        return all;
    }
};

void keys_move_and_are_wiped() {
    static_assert(!std::is_copy_constructible_v<key> && !std::is_copy_assignable_v<key>);
    static_assert(std::is_nothrow_move_constructible_v<key> && std::is_nothrow_move_assignable_v<key>);
    const signer who(ID);
    const auto what = documented();

    place first, second;
    auto* from = new (first.bytes.data()) key(algorithm::hmac_sha1, SECRET);
    CHECK(*from && !first.wiped());
    auto* to = new (second.bytes.data()) key(std::move(*from));
    CHECK(first.wiped() && !*from);
    CHECK(!second.wiped() && *to);
    CHECK(hmacsign::signature(*to, who, what) == SIGNATURE);
    CHECK(thrown([&] { (void)hmacsign::signature(*from, who, what); }).code() == errc::key);

    *from = std::move(*to);
    CHECK(second.wiped() && !*to && *from);
    CHECK(hmacsign::signature(*from, who, what) == SIGNATURE);
    auto& same = *from;
    *from = std::move(same);
    CHECK(hmacsign::signature(*from, who, what) == SIGNATURE);
    to->~key();
    from->~key();
    CHECK(first.wiped() && second.wiped());

    auto cleared = documented_key();
    cleared.clear();
    CHECK(!cleared);
    CHECK(!key());

    std::vector<key> keys;
    for (int i = 0; i < 20; i++) {
        keys.push_back(documented_key());
    }
    CHECK(hmacsign::signature(keys[0], who, what) == SIGNATURE);
}

void keys_say_what_is_wrong_with_a_secret() {
    CHECK(thrown([] { key(algorithm::hmac_sha1, ""); }).code() == errc::secret);
    CHECK(thrown([] { key(algorithm::hmac_of_key, "x"); }).code() == errc::argument);
    CHECK(thrown([] { (void)key::from_base64(algorithm::hmac_sha256, "x"); }).code() == errc::secret);
    std::error_code code;
    CHECK(!key(algorithm::hmac_sha1, {}, code));
    CHECK(code == errc::secret);
    CHECK(key(algorithm::hmac_sha1, SECRET, code) && !code);
    CHECK(!key::from_base64(algorithm::hmac_sha256, "*", code));
    CHECK(code == errc::secret);
    const auto decoded = key::from_base64(algorithm::hmac_sha256, "c2VjcmV0", code);
    CHECK(!code);
    CHECK(hmacsign::signature_of(decoded, "text") ==
          hmacsign::signature_of(key(algorithm::hmac_sha256, "secret"), "text"));
    CHECK(hmacsign::signature_of(key::from_base64(algorithm::hmac_sha256, "c2VjcmV0"), "text") ==
          hmacsign::signature_of(decoded, "text"));
}

void errors_are_codes_with_a_detail() {
    static_assert(std::is_error_code_enum_v<errc>);
    static_assert(std::is_base_of_v<std::system_error, hmacsign::error>);
    static_assert(std::is_nothrow_copy_constructible_v<hmacsign::error>);

    std::error_code code = errc::refused_stale;
    CHECK(code == errc::refused_stale && code != errc::refused_date);
    CHECK(code.value() == HMACSIGN_REFUSED_STALE);
    CHECK(code.category() == hmacsign::category());
    CHECK(hmacsign::category().name() == "hmacsign"sv);
    CHECK(code.message() == hmacsign_status_text(HMACSIGN_REFUSED_STALE));
    CHECK(hmacsign::advice(code) == hmacsign_status_advice(HMACSIGN_REFUSED_STALE));
    CHECK(hmacsign::advice(errc::refused_stale) == hmacsign::advice(code));
    CHECK(hmacsign::http_status(code) == 401 && hmacsign::http_status(errc::key) == 500);
    CHECK(hmacsign::http_status(std::error_code()) == 200 && hmacsign::http_status(errc::ok) == 200);
    CHECK(hmacsign::http_status(std::error_code(errc::key)) == 500);
    const std::error_code foreign = std::make_error_code(std::errc::invalid_argument);
    CHECK(hmacsign::http_status(foreign) == 500 && hmacsign::advice(foreign).empty());
    CHECK(hmacsign::status_name(errc::date) == "HMACSIGN_ERR_DATE");
    CHECK(!std::error_code(errc::ok));

    const auto with = documented_key();
    const auto what = documented();
    // Every function that looks names up says which.
    const signer missing = signer(ID).names("date host");
    const auto about_host = [&](const hmacsign::error& error) {
        return error.code() == errc::header_missing && error.name() == "host" && error.offset() == 5 &&
               error.skew() == 0 && error.detail().name == "host" &&
               contains(error.what(), "host: ") &&
               contains(error.what(), hmacsign_status_text(HMACSIGN_ERR_HEADER_MISSING));
    };
    CHECK(about_host(thrown([&] { hmacsign::check(missing, what); })));
    CHECK(about_host(thrown([&] { (void)hmacsign::signing_string(missing, what); })));
    CHECK(about_host(thrown([&] { (void)hmacsign::signature(with, missing, what); })));
    CHECK(about_host(thrown([&] { (void)hmacsign::authorization(with, missing, what); })));
    CHECK(about_host(thrown([&] { (void)hmacsign::header_lines(with, missing, what); })));
    CHECK(about_host(thrown([&] { (void)hmacsign::compare(missing, what, "date: x"); })));
    detail wrong;
    hmacsign::check(missing, what, wrong, code);
    CHECK(code == errc::header_missing && wrong.name == "host" && wrong.offset == 5);
    hmacsign::check(missing, what, code);
    CHECK(code == errc::header_missing);
    CHECK(hmacsign::signing_string(missing, what, code).empty() && code == errc::header_missing);
    CHECK(hmacsign::signature(with, missing, what, code).empty() && code == errc::header_missing);
    CHECK(hmacsign::authorization(with, missing, what, code).empty());
    CHECK(hmacsign::header_lines(with, missing, what, code).empty());
    hmacsign::check(signer(ID), what, wrong, code);
    CHECK(!code && wrong.name.empty());

    // One that a check does not find has no detail, nor is there one where another is found.
    const auto no_key = thrown([&] { (void)hmacsign::authorization(key(), missing, what); });
    CHECK(no_key.code() == errc::key && no_key.name().empty());
    CHECK(contains(no_key.what(), "HMACSIGN_ERR_KEY: "));
    CHECK(hmacsign::signature_of(key(), "text", code).empty() && code == errc::key);
    CHECK(thrown([] { (void)hmacsign::signature_of(key(), "text"); }).code() == errc::key);
    CHECK(hmacsign::query_authorization(with, signer(ID), what, code).empty());
    CHECK(code == errc::argument);
    CHECK(thrown([&] { (void)hmacsign::query_authorization(with, signer(ID), what); }).code() ==
          errc::argument);

    const request control{{"date", DATE}, {"source", "a\nb"}};
    const auto value = thrown([&] { hmacsign::check(signer(ID), control); });
    CHECK(value.code() == errc::header_value && value.name() == "source" && value.offset() == 1);
    // A name cannot forge lines of a log.
    const request forged{{"a\r\nb\0\\"sv, "x"}};
    const auto name = thrown([&] { hmacsign::check(signer(ID), forged); });
    CHECK(name.code() == errc::header_name && name.name() == "a\r\nb\0\\"sv);
    CHECK(contains(name.what(), "a\\x0D\\x0Ab\\x00\\x5C: "));
    const auto copy = name;
    auto from = name;
    const auto moved = std::move(from);
    CHECK(moved.name() == name.name() && from.name() == name.name());
    CHECK(copy.name() == name.name() && copy.what() == std::string_view(name.what()));
    CHECK(thrown([&] { hmacsign::check(signer("a b"), what); }).offset() == 1);
    CHECK(thrown([&] { hmacsign::check(signer(ID).names("source"), what); }).code() ==
          errc::date_unsigned);
    CHECK(thrown([&] { hmacsign::check(signer(ID), request()); }).code() == errc::header_count);
    const signer kong = signer(ID, dialect::kong).names("date request-line");
    const auto line = thrown([&] { hmacsign::check(kong, what); });
    CHECK(line.code() == errc::request_line && line.name() == "method");
}

// The signature of a request that was made of two headers in one way or another.
template <class Range>
std::string signature_of_headers(Range&& headers) {
    return hmacsign::signature(documented_key(), signer(ID).names("date source"),
                               request(std::forward<Range>(headers)));
}

struct name_and_value {
    std::string_view first;
    const char* second;
};

void requests_are_made_of_any_range_of_pairs() {
    const std::string date(DATE);
    const std::string app = "AndriodApp";
    CHECK(signature_of_headers(std::vector<std::pair<std::string, std::string>>{
              {"date", date}, {"source", app}}) == SIGNATURE);
    CHECK(signature_of_headers(std::map<std::string, std::string>{{"date", date}, {"source", app}}) ==
          SIGNATURE);
    CHECK(signature_of_headers(std::multimap<std::string_view, std::string>{
              {"source", app}, {"date", date}}) == SIGNATURE);
    CHECK(signature_of_headers(std::deque<std::pair<const char*, std::string_view>>{
              {"date", DATE}, {"source", app}}) == SIGNATURE);
    const name_and_value plain[] = {{"date", date.c_str()}, {"source", "AndriodApp"}};
    CHECK(signature_of_headers(plain) == SIGNATURE);
    const std::initializer_list<std::pair<std::string, std::string>> list = {{"date", date},
                                                                             {"source", app}};
    CHECK(signature_of_headers(list) == SIGNATURE);

    const std::vector<std::pair<std::string, std::string>> lvalue = {{"date", date}, {"source", app}};
    const request braces{lvalue};
    CHECK(braces.headers().size() == 2 && braces.headers()[1].value == app);
    const request assigned = {{"date", date}, {"source", app}};
    CHECK(assigned.headers().size() == 2);
    const request parenthesized({{"date", date}, {"source", app}});
    CHECK(parenthesized.headers().size() == 2);
    const request one{{"date", date}};
    CHECK(one.headers().size() == 1 && one.headers()[0].name == "date");
    const request copy{one};
    CHECK(copy.headers().size() == 1);
    CHECK(request().add("date", date).add("source", app).headers().size() == 2);

    // All are kept: a header that occurs twice is noticed.
    const std::multimap<std::string, std::string> twice = {{"date", date}, {"date", date}};
    CHECK(thrown([&] { hmacsign::check(signer(ID), request(twice)); }).code() ==
          errc::header_repeated);
    static_assert(!std::is_constructible_v<request, std::vector<std::string>>);
    static_assert(!std::is_constructible_v<request, std::vector<std::pair<int, std::string>>>);
    static_assert(!std::is_constructible_v<request, std::string>);
    static_assert(!std::is_constructible_v<request, int>);
    static_assert(std::is_nothrow_move_constructible_v<request>);
}

void nothing_dangles() {
    // Long and short texts: the short ones move with their strings.
    for (const std::size_t length : {1U, 15U, 16U, 100U}) {
        const std::string text(length, 'x');
        const auto of = [&] { return std::string(text); };
        const auto with = key(algorithm::hmac_sha256, of());
        auto who = signer(of(), dialect::kong).names(std::string("date ") + of() + " request-line");
        auto what = request{{std::string("date"), std::string(DATE)}, {of(), of()}}
                        .method(of())
                        .target(of())
                        .version(of())
                        .body(of());
        const auto expected = "date: " + std::string(DATE) + "\n" + text + ": " + text + "\n" + text +
                              " " + text + " " + text;
        std::error_code code;
        CHECK(hmacsign::signing_string(who, what, code) == expected);

        auto who_moved = std::move(who);
        auto what_moved = std::move(what);
        const auto who_copied = who_moved;
        const auto what_copied = what_moved;
        CHECK(hmacsign::signing_string(who_moved, what_moved) == expected);
        CHECK(hmacsign::signing_string(who_copied, what_copied) == expected);
        CHECK(who_copied.id() == text && signer(of()).id() == text);
        CHECK(who_copied.dialect() == dialect::kong);
        CHECK(signer(of()).names(of()).names() == text);

        auto rules = policy(dialect::kong).require(of()).max_skew(1);
        const auto rules_moved = std::move(rules);
        const auto moved_text = hmacsign::authorization(with, who_moved, what_moved);
        auto claimed = credential::read(dialect::kong, std::string(moved_text));
        auto moved = std::move(claimed);
        const auto first = hmacsign::verify(with, moved, what_moved, rules_moved, NOW);
        // What was moved from still has its text, also when the other is gone.
        auto last = credential::read(dialect::kong, moved_text);
        CHECK(credential(std::move(last)).id() == text);
        CHECK(last.id() == text);
        const auto second = hmacsign::verify(with, claimed, what_moved, rules_moved, NOW);
        CHECK(first.id() == text && second.id() == text);
        std::vector<credential> many(9, moved);
        claimed = credential::read(dialect::kong, hmacsign::authorization(with, who_moved, what_moved));
        CHECK(many.back().id() == text && claimed.names() == who_moved.names());
    }
    // A loop over the headers of a request that ends before it begins.
    std::size_t octets = 0;
    for (const auto& header : request{{"date", std::string(100, 'x')}}.headers()) {
        octets += header.name.size() + header.value.size();
    }
    CHECK(octets == 104);
    CHECK(hmacsign::verify(documented_key(), credential::read(dialect::tencent, std::string(AUTHORIZATION)),
                           documented(), policy(dialect::tencent), NOW)
              .time_header() == "date");
}

void verifies_what_was_signed() {
    const auto with = documented_key();
    const auto what = documented().add("Cookie", "unsigned");
    const auto claimed = credential::read(dialect::tencent, AUTHORIZATION);
    CHECK(claimed.id() == ID && claimed.names() == "date source");
    CHECK(claimed.signature() == SIGNATURE && claimed.mac().size() == 20);
    CHECK(claimed.algorithm() == algorithm::hmac_sha1 && claimed.dialect() == dialect::tencent);
    CHECK(claimed.created() == 0 && claimed.expires() == 0);

    const auto verified = hmacsign::verify(with, claimed, what, policy(dialect::tencent), NOW + 7);
    CHECK(verified.skew() == 7 && verified.expires() == NOW + 900);
    CHECK(verified.time_header() == "date" && verified.id() == ID && verified.mac() == claimed.mac());
    CHECK(verified.is_signed("Source") && verified.is_signed("date"));
    CHECK(!verified.is_signed("Cookie") && !verified.is_signed(""));
    hmacsign::check_signed(verified, "SOURCE");
    const auto uncovered = thrown([&] { hmacsign::check_signed(verified, "Cookie"); });
    CHECK(uncovered.code() == errc::refused_header_unsigned && uncovered.name() == "Cookie");
    CHECK(contains(uncovered.what(), "Cookie: "));
    CHECK(thrown([&] { hmacsign::check_signed(verified, {}); }).code() == errc::refused_header_unsigned);
    std::error_code covered = errc::time;
    hmacsign::check_signed(verified, "source", covered);
    CHECK(!covered);
    hmacsign::check_signed(verified, "Cookie", covered);
    CHECK(covered == errc::refused_header_unsigned);
    CHECK(hmacsign_check_signed(verified.native(), "source", 6) == HMACSIGN_OK);

    std::error_code code = errc::time;
    detail wrong;
    wrong.name = "before";
    auto result = hmacsign::verify(with, claimed, what, policy(dialect::tencent), NOW, wrong, code);
    CHECK(result && !code && wrong.name.empty() && result->skew() == 0);

    // Tampered.
    const request tampered{{"date", DATE}, {"source", "OtherApp"}};
    CHECK(!hmacsign::verify(with, claimed, tampered, policy(dialect::tencent), NOW, code));
    CHECK(code == errc::refused_signature && hmacsign::http_status(code) == 401);
    CHECK(thrown([&] {
              (void)hmacsign::verify(with, claimed, tampered, policy(dialect::tencent), NOW);
          }).code() == errc::refused_signature);

    // Stale, either way.
    const auto stale = thrown([&] {
        (void)hmacsign::verify(with, claimed, what, policy(dialect::tencent), NOW + 901);
    });
    CHECK(stale.code() == errc::refused_stale && stale.name() == "date" && stale.skew() == 901);
    CHECK(!hmacsign::verify(with, claimed, what, policy(dialect::tencent), NOW - 901, wrong, code));
    CHECK(code == errc::refused_stale && wrong.skew == -901 && wrong.name == "date");
    CHECK(hmacsign::verify(with, claimed, what, policy(dialect::tencent).max_skew(901), NOW + 901)
              .skew() == 901);
    const auto undying = hmacsign::verify(with, claimed, what,
                                          policy(dialect::tencent).allow_stale_date(), NOW + 901);
    CHECK(!undying.expires() && undying.time_header().empty() && undying.skew() == 0);

    // Other refusals.
    const auto refusal = [&](const key& by, const policy& rules) {
        return thrown([&] { (void)hmacsign::verify(by, claimed, what, rules, NOW); });
    };
    const policy usual(dialect::tencent);
    CHECK(refusal(key(), usual).code() == errc::key);
    CHECK(refusal(key(algorithm::hmac_sha256, SECRET), usual).code() == errc::refused_algorithm);
    const auto unsigned_header = refusal(with, policy(dialect::tencent).require("source").require("Host"));
    CHECK(unsigned_header.code() == errc::refused_header_unsigned && unsigned_header.name() == "Host");
    CHECK(refusal(with, policy(dialect::tencent).algorithms({algorithm::hmac_sha256})).code() ==
          errc::refused_algorithm);
    CHECK(refusal(with, policy(dialect::tencent).algorithms({algorithm::hmac_sha1})).code() == errc::ok);
    CHECK(refusal(with, policy(dialect::tencent).algorithms({})).code() == errc::argument);
    CHECK(refusal(with, policy(dialect::tencent).algorithms({algorithm::hmac_of_key})).code() ==
          errc::argument);
    CHECK(refusal(with, policy(static_cast<dialect>(99))).code() == errc::argument);
    CHECK(refusal(with, policy(static_cast<dialect>(99)).algorithms({algorithm::hmac_sha1}).max_skew(9))
              .code() == errc::argument);
    CHECK(thrown([&] { (void)hmacsign::verify(with, claimed, what, usual, -1); }).code() == errc::time);
    const request missing{{"date", DATE}};
    CHECK(thrown([&] { (void)hmacsign::verify(with, claimed, missing, usual, NOW); }).name() == "source");
}

void policies_are_the_flags_of_the_c_library() {
    const auto flags = [](const policy& rules) {
        return rules.with_native([](const hmacsign_policy& native) { return native.flags; });
    };
    const policy none(dialect::kong);
    CHECK(flags(none) == 0);
    CHECK(flags(policy(none).allow_undated()) == HMACSIGN_ALLOW_UNDATED);
    CHECK(flags(policy(none).allow_stale_date()) == HMACSIGN_ALLOW_STALE_DATE);
    CHECK(flags(policy(none).allow_any_weekday()) == HMACSIGN_ALLOW_ANY_WEEKDAY);
    CHECK(flags(policy(none).require_digest()) == HMACSIGN_REQUIRE_DIGEST);
    CHECK(flags(policy(none).allow_ambiguous()) == HMACSIGN_ALLOW_AMBIGUOUS);
    CHECK(flags(policy(none).allow_undated().allow_ambiguous().allow_undated(false)) ==
          HMACSIGN_ALLOW_AMBIGUOUS);
    CHECK(none.with_native([](const hmacsign_policy& native) { return native.max_skew; }) == 300);

    const signer who = signer("id").created(1).expires(2).allow_undated();
    CHECK(who.native().created == 1 && who.native().expires == 2);
    CHECK(who.native().flags == HMACSIGN_ALLOW_UNDATED);
}

void bodies_are_copied_borrowed_or_hashed() {
    const auto with = documented_key();
    const std::string body = "{\"hello\": \"world\"}";
    const auto digest = hmacsign::digest(body);
    CHECK(digest.size() == 52 && contains(digest, "SHA-256="));
    const signer who = signer(ID, dialect::kong).names("date digest");
    request what{{"date", DATE}, {"digest", digest}};
    const auto claimed = credential::read(dialect::kong, hmacsign::authorization(with, who, what));
    const auto rules = policy(dialect::kong).require_digest();
    const auto fits = [&](const request& with_body) {
        std::error_code code;
        const auto result = hmacsign::verify(with, claimed, with_body, rules, NOW, code);
        CHECK(result || code == errc::refused_digest);
        return result.has_value();
    };
    CHECK(!fits(what));
    CHECK(fits(what.body(body)) && !fits(what.body("other")));
    std::string lent = body;
    what.borrow_body(lent);
    CHECK(fits(what));
    lent[0] = '[';
    CHECK(!fits(what));
    CHECK(fits(what.body(body)));
    CHECK(!fits(what.body_sha256({})));
    const auto hash = std::array<std::uint8_t, 32>{
        0x5f, 0x8f, 0x04, 0xf6, 0xa3, 0xa8, 0x92, 0xaa, 0xab, 0xbd, 0xdb, 0x6c, 0xf2, 0x73, 0x89, 0x44,
        0x93, 0x77, 0x39, 0x60, 0xd4, 0xa3, 0x25, 0xb1, 0x05, 0xfe, 0xe4, 0x6e, 0xef, 0x43, 0x04, 0xf1};
    CHECK(fits(what.body_sha256(hash)));
    const auto copy = what;
    what.body_sha256({});
    CHECK(fits(copy) && !fits(what));
    CHECK(!fits(what.borrow_body({})));

    CHECK(hmacsign::content_md5(body).size() == 44);
    CHECK(hmacsign::content_md5("") == "ZDQxZDhjZDk4ZjAwYjIwNGU5ODAwOTk4ZWNmODQyN2U=");
}

void bad_credentials_are_told_where() {
    const auto bad = thrown([] { (void)credential::read(dialect::tencent, "Basic eDp5"); });
    CHECK(bad.code() == errc::format && hmacsign::http_status(bad.code()) == 401);
    std::error_code code;
    detail wrong;
    CHECK(!credential::read(dialect::tencent, "", code));
    CHECK(code == errc::format);
    std::string without(AUTHORIZATION);
    without.resize(without.find(", signature"));
    CHECK(!credential::read(dialect::tencent, without, wrong, code));
    CHECK(code == errc::parameter && wrong.name == "signature");
    const auto parameter = thrown([&] { (void)credential::read(dialect::tencent, without); });
    CHECK(parameter.code() == errc::parameter && parameter.name() == "signature");
    CHECK(credential::read(dialect::tencent, AUTHORIZATION, code)->id() == ID && !code);
    CHECK(thrown([] { (void)credential::read(static_cast<dialect>(99), AUTHORIZATION); }).code() ==
          errc::argument);
}

void iflytek_travels_in_a_query() {
    constexpr auto date = "Wed, 10 Jul 2019 07:35:43 GMT"sv;
    constexpr std::int64_t now = 1562744143;
    const key with(algorithm::hmac_sha256, "a secret");
    const auto who = signer("id", dialect::iflytek).names("host date request-line");
    const auto what =
        request{{"host", "iat-api.xfyun.cn"}, {"date", date}}.method("GET").target("/v2/iat");
    const auto text = hmacsign::query_authorization(with, who, what);
    CHECK(contains(text, "YXBpX2tleT0i")); // api_key="
    std::error_code code;
    CHECK(hmacsign::query_authorization(with, who, what, code) == text && !code);

    const policy rules(dialect::iflytek);
    const auto claimed = credential::read_query(dialect::iflytek, std::string(text));
    CHECK(claimed.id() == "id" && claimed.names() == "host date request-line");
    const auto verified = hmacsign::verify(with, claimed, what, rules, now + 3);
    CHECK(verified.skew() == 3 && verified.expires() == now + 300);
    CHECK(verified.is_signed("request-line"));
    auto other = request(what).target("/v2/tts");
    CHECK(!hmacsign::verify(with, claimed, other, rules, now, code));
    CHECK(code == errc::refused_signature);
    CHECK(credential::read_query(dialect::iflytek, text, code)->id() == "id" && !code);

    detail wrong;
    CHECK(!credential::read_query(dialect::iflytek, "YXBp*AAA", wrong, code));
    CHECK(code == errc::format && wrong.offset == 4);
    CHECK(!credential::read_query(dialect::iflytek, "", code) && code == errc::format);
    CHECK(thrown([] { (void)credential::read_query(dialect::iflytek, "YXBp*AAA"); }).offset() == 4);
    CHECK(thrown([&] { (void)credential::read_query(dialect::tencent, text); }).code() ==
          errc::argument);
}

void cavage_states_its_times() {
    const key with(algorithm::hmac_sha256, "a secret");
    const auto who = signer("id", dialect::cavage).names("(created) (expires)").created(NOW).expires(NOW + 9);
    const request what;
    const auto text = hmacsign::authorization(with, who, what);
    const auto claimed = credential::read(dialect::cavage, text);
    CHECK(claimed.algorithm() == algorithm::hmac_of_key);
    CHECK(claimed.created() == NOW && claimed.expires() == NOW + 9);
    const policy rules(dialect::cavage);
    CHECK(hmacsign::verify(with, claimed, what, rules, NOW + 9).expires() == NOW + 9);
    CHECK(thrown([&] { (void)hmacsign::verify(with, claimed, what, rules, NOW + 10); }).code() ==
          errc::refused_stale);
    CHECK(hmacsign::dialect_header(dialect::cavage) == "Authorization");
    CHECK(hmacsign::dialect_header(dialect::cybersource) == "Signature");
    CHECK(hmacsign::dialect_header(static_cast<dialect>(99)).empty());
}

void a_newline_in_the_key_is_diagnosed() {
    const key newline(algorithm::hmac_sha1, std::string(SECRET) + "\n");
    const auto what = documented();
    const auto text = hmacsign::authorization(newline, signer(ID), what);
    const auto found = hmacsign::diagnose(dialect::tencent, SECRET, text, what);
    CHECK(found.slips[0] == hmacsign::slip::key_newline && found.slips[1] == hmacsign::slip::none);
    CHECK(found.line == 0);
    CHECK(found.text() == hmacsign_slip_text(HMACSIGN_SLIP_KEY_NEWLINE));
    CHECK(hmacsign::slip_text(hmacsign::slip::key_newline) == found.text());

    std::error_code code;
    CHECK(hmacsign::diagnose(dialect::tencent, SECRET, AUTHORIZATION, what, code).slips[0] ==
          hmacsign::slip::matches);
    CHECK(!code);
    CHECK(thrown([&] { (void)hmacsign::diagnose(dialect::tencent, "", text, what); }).code() ==
          errc::secret);
    CHECK(hmacsign::diagnose(dialect::tencent, "", text, what, code).slips[0] == hmacsign::slip::none);
    CHECK(code == errc::secret);
    const auto random = hmacsign::diagnose(dialect::tencent, "another secret", text, what, code);
    CHECK(!code && random.slips[0] == hmacsign::slip::none);
    CHECK(random.text() == hmacsign_slip_text(HMACSIGN_SLIP_NONE));

    // One of a single line, and one of two slips.
    const auto signed_as = [&](std::string_view string) {
        std::string credential(AUTHORIZATION);
        const auto at = credential.find(SIGNATURE);
        return credential.replace(at, SIGNATURE.size(), hmacsign::signature_of(documented_key(), string));
    };
    const auto missing = hmacsign::diagnose(dialect::tencent, SECRET,
                                            signed_as("date: Fri, 09 Oct 2015 00:00:00 GMT"), what);
    CHECK(missing.slips[0] == hmacsign::slip::line_missing && missing.line == 2);
    const auto two = hmacsign::diagnose(
        dialect::tencent, SECRET, signed_as("Date:Fri, 09 Oct 2015 00:00:00 GMT\nSource:AndriodApp"), what);
    CHECK(two.slips[0] != hmacsign::slip::none && two.slips[1] != hmacsign::slip::none);
    CHECK(two.slips[2] == hmacsign::slip::none && contains(two.text(), "; "));
}

void signing_strings_are_compared() {
    const signer who(ID);
    const auto what = documented();
    const auto equal = hmacsign::compare(who, what, hmacsign::signing_string(who, what));
    CHECK(equal.equal() && equal.line == 0 && equal.name.empty() && !equal.text.empty());
    const auto found = hmacsign::compare(
        who, what, "date: Fri, 09 Oct 2015 00:00:00 GMT\nsource: AndroidApp");
    CHECK(!found.equal() && found.line == 2 && found.name == "source");
    CHECK(found.column == 13 && found.offset == 36 + 12);
    CHECK(std::count(found.text.begin(), found.text.end(), '\n') == 3);
    CHECK(contains(found.text, "source: AndroidApp") && contains(found.text, "source: AndriodApp"));
    std::error_code code;
    CHECK(hmacsign::compare(who, what, "", code).line == 1 && !code);
    (void)hmacsign::compare(signer(""), what, "", code);
    CHECK(code == errc::id);
}

void responses_are_understood() {
    const auto pair = hmacsign::read_note("X-RateLimit-Used", " 100/125 ");
    CHECK(pair.kind == hmacsign::note_kind::used && pair.form == hmacsign::note_form::pair);
    CHECK(pair.first == 100 && pair.second == 125 && pair.raw == "100/125");
    const auto window = hmacsign::read_note("X-RateLimit-Limit-Minute", "9");
    CHECK(window.kind == hmacsign::note_kind::window_limit && window.window == 60 && window.first == 9);
    const auto other = hmacsign::read_note({"Server", "x"});
    CHECK(other.kind == hmacsign::note_kind::none && other.raw == "x");
    CHECK(hmacsign::read_note({}, {}).kind == hmacsign::note_kind::none);

    const auto line = hmacsign::read_header_line("X-UsagePlan-Quota: unlimited\r\n");
    CHECK(line && line->name == "X-UsagePlan-Quota" && line->value == "unlimited");
    CHECK(line && hmacsign::read_note(*line).form == hmacsign::note_form::unlimited);
    CHECK(!hmacsign::read_header_line("HTTP/1.1 200 OK\r\n") && !hmacsign::read_header_line({}));

    CHECK(hmacsign::response_class(200) == hmacsign::response::success);
    CHECK(hmacsign::response_class(403) == hmacsign::response::client_error);
    CHECK(hmacsign::response_class(500) == hmacsign::response::server_error);
    CHECK(hmacsign::response_class(-1) == hmacsign::response::other);

    const auto cause = hmacsign::read_cause("{\"message\":\"HMAC signature does not match\"}");
    CHECK(cause == hmacsign::cause::signature);
    CHECK(hmacsign::cause_text(cause) == hmacsign_cause_text(HMACSIGN_CAUSE_SIGNATURE));
    CHECK(hmacsign::read_cause({}) == hmacsign::cause::unknown);
    CHECK(hmacsign::read_cause("API rate limit exceeded") == hmacsign::cause::rate);
}

void dates_are_written_and_read() {
    CHECK(hmacsign::write_date(NOW) == DATE && hmacsign::read_date(DATE) == NOW);
    std::error_code code = errc::time;
    CHECK(hmacsign::write_date(0, code) == "Thu, 01 Jan 1970 00:00:00 GMT" && !code);
    CHECK(hmacsign::read_date(hmacsign::write_date(253402300799)) == 253402300799);
    CHECK(hmacsign::write_date(-1, code).empty() && code == errc::time);
    CHECK(thrown([] { (void)hmacsign::write_date(253402300800); }).code() == errc::time);
    constexpr auto wrong = "Mon, 09 Oct 2015 00:00:00 GMT"sv;
    CHECK(thrown([&] { (void)hmacsign::read_date(wrong); }).code() == errc::date);
    CHECK(hmacsign::read_date(wrong, code) == 0 && code == errc::date);
    CHECK(hmacsign::read_date(wrong, hmacsign::weekday::any) == NOW);
    CHECK(hmacsign::read_date(wrong, hmacsign::weekday::any, code) == NOW && !code);
    CHECK(hmacsign::read_date(DATE, code) == NOW && !code);
    CHECK(hmacsign::read_date({}, code) == 0 && code == errc::date);
}

void the_version_is_that_of_the_header() {
    CHECK(hmacsign::version() == HMACSIGN_VERSION);
    CHECK(hmacsign::version_number() == HMACSIGN_VERSION_NUMBER);
}

} // namespace

int main() {
    signs_the_documented_pair();
    writes_texts_of_every_length();
    keys_move_and_are_wiped();
    keys_say_what_is_wrong_with_a_secret();
    errors_are_codes_with_a_detail();
    requests_are_made_of_any_range_of_pairs();
    nothing_dangles();
    verifies_what_was_signed();
    policies_are_the_flags_of_the_c_library();
    bodies_are_copied_borrowed_or_hashed();
    bad_credentials_are_told_where();
    iflytek_travels_in_a_query();
    cavage_states_its_times();
    a_newline_in_the_key_is_diagnosed();
    signing_strings_are_compared();
    responses_are_understood();
    dates_are_written_and_read();
    the_version_is_that_of_the_header();
    return finish();
}
