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

