// The cases of tests/cases through include/hmacsign.hpp. They come on the standard input, in the form that
// tests/c/vectors.c tells at its top, and what is printed is the same.
#include "hmacsign.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "check.hpp"

namespace {

using hmacsign::credential;
using hmacsign::detail;
using hmacsign::dialect;
using hmacsign::errc;
using hmacsign::key;
using hmacsign::policy;
using hmacsign::request;
using hmacsign::signer;

using words = std::vector<std::string>;

constexpr const char* DIALECTS[] = {"tencent", "tencent_app", "kong",        "apisix",
                                    "cavage",  "iflytek",     "cybersource", "modulr"};

std::optional<std::string> read_line() {
    std::string line;
    int letter = std::getchar();
    if (letter == EOF) {
        return std::nullopt;
    }
    for (; letter != EOF && letter != '\n'; letter = std::getchar()) {
        line += static_cast<char>(letter);
    }
    return line;
}

words split(std::string_view line) {
    words out;
    while (!line.empty()) {
        const auto end = line.find(' ');
        if (end != 0) {
            out.emplace_back(line.substr(0, end));
        }
        line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
    }
    return out;
}

std::string decode(const std::string& hex) {
    std::string out;
    for (std::size_t i = 0; hex != "-" && i + 1 < hex.size(); i += 2) {
        out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    }
    return out;
}

std::int64_t number(const std::string& word) {
    return std::stoll(word);
}

std::uint32_t bits(const std::string& word) {
    return static_cast<std::uint32_t>(std::stoul(word));
}

errc status(const std::string& word) {
    return static_cast<errc>(std::stoi(word));
}

hmacsign::algorithm algorithm(const std::string& word) {
    return static_cast<hmacsign::algorithm>(std::stoi(word));
}

// Without regard to case, as header names are compared.
bool same_name(std::string_view one, std::string_view other) {
    bool same = one.size() == other.size();
    for (std::size_t i = 0; same && i < one.size(); i++) {
        same = (one[i] | 0x20) == (other[i] | 0x20);
    }
    return same;
}

// What the lines before a case have said.
struct given {
    std::string secret;
    hmacsign::algorithm algorithm = {};
    bool base64 = false;
    key with;
    signer who = signer("");
    std::int64_t created = 0;
    std::string method, target, version, body;
    std::vector<std::pair<std::string, std::string>> headers;

    request what() const {
        return request(headers).method(method).target(target).version(version).body(body);
    }
};

// Both forms of a function give the same: `call` hands on the error code, if it is given one.
template <class Call>
void comes_out(const std::string& hex, const Call& call) {
    std::error_code code = errc::internal;
    CHECK(call(code) == decode(hex));
    CHECK(!code);
    CHECK(call() == decode(hex));
}

errc verdict(const key& with, const credential& claimed, const request& what, const policy& rules, std::int64_t time) {
    std::error_code code = errc::internal;
    detail wrong;
    const auto result = hmacsign::verify(with, claimed, what, rules, time, wrong, code);
    CHECK(result.has_value() == !code);
    return static_cast<errc>(code.value());
}

// A Digest that is signed fits the body, and no other.
void judge_digest(const given& now, const credential& claimed, policy rules, std::int64_t time) {
    for (const auto& [name, value] : now.headers) {
        if (same_name(name, "digest") && !now.body.empty()) {
            rules.require_digest();
            const auto shorter = std::string_view(now.body).substr(1);
            CHECK(verdict(now.with, claimed, now.what(), rules, time) == errc::ok);
            CHECK(verdict(now.with, claimed, now.what().body(shorter), rules, time) == errc::refused_digest);
            CHECK(verdict(now.with, claimed, now.what().borrow_body(shorter), rules, time) == errc::refused_digest);
            CHECK(verdict(now.with, claimed, now.what().borrow_body(now.body), rules, time) == errc::ok);
            CHECK(hmacsign::digest(now.body) == value);
        }
    }
}

// All of an application's request is signed.
void judge_application(const given& now, const credential& claimed, const policy& rules, std::int64_t time) {
    const auto refused = [&](const request& what) { return verdict(now.with, claimed, what, rules, time); };
    CHECK(refused(now.what().method("PATCH")) == errc::refused_signature);
    CHECK(refused(now.what().target("/other")) == errc::refused_signature);
    CHECK(refused(now.what().body("x=y")) == errc::refused_signature);
    CHECK(refused(now.what().body_sha256({})) == errc::argument);
}

// Verify with a credential: at its time and as late as the dialect takes it, and never with another key.
void judge(const given& now, const credential& claimed, std::int64_t time, std::uint32_t flags) {
    CHECK(claimed.dialect() == now.who.dialect() && claimed.id() == now.who.id());
    CHECK(claimed.names() == now.who.names() && claimed.created() == now.created && claimed.expires() == 0);

    const auto spoken = now.who.dialect();
    const bool ambiguous = (flags & HMACSIGN_ALLOW_AMBIGUOUS) != 0;
    const bool stale = (flags & HMACSIGN_ALLOW_STALE_DATE) != 0;
    const auto rules = policy(spoken).allow_any_weekday().allow_stale_date(stale).allow_ambiguous(ambiguous);
    const auto what = now.what();
    const auto verified = hmacsign::verify(now.with, claimed, what, rules, time);
    CHECK(verified.skew() == 0 && verified.id() == now.who.id() && verified.mac() == claimed.mac());
    const bool tencent = spoken == dialect::tencent || spoken == dialect::tencent_app;
    const std::int64_t skew = tencent ? 900 : 300;
    CHECK(verified.expires() == time + skew);
    CHECK((verified.time_header() == "(created)") == (now.created != 0));
    CHECK(verdict(now.with, claimed, what, rules, time + skew) == errc::ok);
    CHECK(verdict(now.with, claimed, what, rules, time + skew + 1) == errc::refused_stale);
    CHECK(verdict(key(now.algorithm, "another secret"), claimed, what, rules, time) == errc::refused_signature);
    CHECK(verdict(key(), claimed, what, rules, time) == errc::key);
    judge_digest(now, claimed, rules, time);
    if (spoken == dialect::tencent_app) {
        judge_application(now, claimed, rules, time);
        CHECK(verified.is_signed("Accept") && verified.is_signed("content-type"));
    }
    if (ambiguous) {
        CHECK(verdict(now.with, claimed, what, policy(rules).allow_ambiguous(false), time) == errc::refused_ambiguous);
    }
    for (const auto& name : split(now.who.names())) {
        std::error_code code = errc::internal;
        hmacsign::check_signed(verified, name, code);
        CHECK(verified.is_signed(name) && !code);
        hmacsign::check_signed(verified, name.substr(1), code);
        CHECK(!verified.is_signed(name.substr(1)) && code == errc::refused_header_unsigned);
    }
}

void read_and_judge(const given& now, const std::string& text, std::int64_t time, std::uint32_t flags) {
    judge(now, credential::read(now.who.dialect(), text), time, flags);
}

void vector(const given& now, const words& line) {
    const auto what = now.what();
    hmacsign::check(now.who, what);
    const auto string = decode(line[2]);
    const auto& with = now.with;
    const auto& who = now.who;
    comes_out(line[2], [&](auto&... code) { return hmacsign::signing_string(who, what, code...); });
    comes_out(line[3], [&](auto&... code) { return hmacsign::signature(with, who, what, code...); });
    comes_out(line[4], [&](auto&... code) { return hmacsign::authorization(with, who, what, code...); });
    comes_out(line[5], [&](auto&... code) { return hmacsign::header_lines(with, who, what, code...); });
    CHECK(hmacsign::compare(now.who, what, string).equal());
    CHECK(!hmacsign::compare(now.who, what, string + "x").equal());
    if (now.who.dialect() != dialect::iflytek) {
        std::error_code code;
        CHECK(hmacsign::query_authorization(now.with, now.who, what, code).empty() && code == errc::argument);
    }
    // Where the secret is as the dialect takes it.
    if (now.base64 == (now.who.dialect() == dialect::cybersource)) {
        const auto found = hmacsign::diagnose(now.who.dialect(), now.secret, decode(line[4]), what);
        CHECK(found.slips[0] == hmacsign::slip::matches && found.line == 0);
    }
    read_and_judge(now, decode(line[4]), number(line[6]), bits(line[7]));
}

void query(const given& now, const words& line) {
    comes_out(line[1], [&](auto&... code) {
        return hmacsign::query_authorization(now.with, now.who, now.what(), code...);
    });
    const auto claimed = credential::read_query(now.who.dialect(), decode(line[1]));
    judge(now, claimed, number(line[2]), 0);
}

void refuse(const given& now, const words& line) {
    std::error_code code = errc::internal;
    hmacsign::check(now.who, now.what(), code);
    CHECK(code.value() == static_cast<int>(status(line[4])));
    const auto claimed = credential::read(now.who.dialect(), decode(line[2]), code);
    CHECK(code.value() == static_cast<int>(status(line[5])) && claimed.has_value() == !code);
    if (claimed) {
        CHECK(verdict(now.with, *claimed, now.what(), policy(now.who.dialect()), number(line[3])) == status(line[6]));
    }
}

void mac(const words& line) {
    const key with(algorithm(line[2]), decode(line[3]));
    comes_out(line[5], [&](auto&... code) { return hmacsign::signature_of(with, decode(line[4]), code...); });
}

void note(const words& line) {
    const auto header = hmacsign::read_header_line(decode(line[1]));
    CHECK(header.has_value());
    if (header) {
        const auto got = hmacsign::read_note(*header);
        CHECK(static_cast<int>(got.kind) == number(line[2]) && static_cast<int>(got.form) == number(line[3]));
        CHECK(got.window == std::stoul(line[4]) && got.first == std::stoull(line[5]));
        CHECK(got.second == std::stoull(line[6]) && got.raw == decode(line[7]));
    }
}

void cause(const words& line) {
    const auto got = hmacsign::read_cause(decode(line[1]));
    CHECK(static_cast<int>(got) == number(line[2]) && !hmacsign::cause_text(got).empty());
}

void date(const words& line) {
    CHECK(hmacsign::write_date(number(line[2])) == decode(line[1]));
    CHECK(hmacsign::read_date(decode(line[1])) == number(line[2]));
}

// How many cases of a kind there were, by dialect.
struct counts {
    const char* kind;
    int of[8] = {};

    void up(const given& now) {
        of[static_cast<std::size_t>(now.who.dialect())]++;
    }

    void print() const {
        std::printf("%s:", kind);
        for (std::size_t i = 0; i < 8; i++) {
            if (of[i] > 0) {
                std::printf(" %s %d", DIALECTS[i], of[i]);
            }
        }
        std::puts("");
    }
};

struct session {
    given now;
    counts vectors{"vectors"}, older{"older"}, queries{"queries"}, md5s{"md5s"}, refused{"refused"};
    int macs = 0, notes = 0, causes = 0, dates = 0;

    void key_is(const words& line, bool base64) {
        now.secret = decode(line[2]);
        now.algorithm = algorithm(line[1]);
        now.base64 = base64;
        now.with = base64 ? key::from_base64(now.algorithm, now.secret) : key(now.algorithm, now.secret);
    }

    void take(const words& line) {
        const auto is = [&](const char* word, std::size_t count) { return line[0] == word && line.size() == count; };
        if (is("key", 3)) {
            key_is(line, false);
        } else if (is("key64", 3)) {
            key_is(line, true);
        } else if (is("signer", 5)) {
            const auto spoken = static_cast<dialect>(std::stoi(line[1]));
            now.created = number(line[4]);
            now.who = signer(decode(line[2]), spoken).names(decode(line[3])).created(now.created);
        } else if (is("line", 4)) {
            now.method = decode(line[1]);
            now.target = decode(line[2]);
            now.version = decode(line[3]);
        } else if (is("body", 2)) {
            now.body = decode(line[1]);
        } else if (is("header", 3)) {
            now.headers.emplace_back(decode(line[1]), decode(line[2]));
        } else if (is("vector", 8)) {
            vector(now, line);
            vectors.up(now);
        } else if (is("older", 3)) {
            read_and_judge(now, decode(line[1]), number(line[2]), 0);
            older.up(now);
        } else if (is("query", 3)) {
            query(now, line);
            queries.up(now);
        } else if (is("md5", 2)) {
            CHECK(hmacsign::content_md5(now.body) == decode(line[1]));
            md5s.up(now);
        } else if (is("refuse", 7)) {
            refuse(now, line);
            refused.up(now);
        } else if (is("forget", 1)) {
            now = given();
        } else if (is("mac", 6)) {
            mac(line);
            macs++;
        } else if (is("note", 8)) {
            note(line);
            notes++;
        } else if (is("cause", 3)) {
            cause(line);
            causes++;
        } else if (is("date", 3)) {
            date(line);
            dates++;
        } else {
            const bool understood = false;
            CHECK(understood);
        }
    }

    void print() const {
        vectors.print();
        older.print();
        queries.print();
        md5s.print();
        refused.print();
        std::printf("macs %d, notes %d, causes %d, dates %d\n", macs, notes, causes, dates);
    }
};

} // namespace

int main() {
    session all;
    while (const auto line = read_line()) {
        const int before = failures;
        const auto parts = split(*line);
        try {
            all.take(parts);
        } catch (const std::exception& error) {
            std::fprintf(stderr, "%s\n", error.what());
            failures++;
        }
        if (failures > before && parts.size() > 1) {
            std::fprintf(stderr, "above: %s %s\n", parts[0].c_str(), decode(parts[1]).c_str());
        }
    }
    all.print();
    return failures != 0;
}
