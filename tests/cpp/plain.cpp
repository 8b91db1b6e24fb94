// include/hmacsign.hpp without exceptions and without run-time type information.
#include "hmacsign.hpp"

#include "check.hpp"

int main() {
    using hmacsign::dialect;
    using hmacsign::errc;
    constexpr std::int64_t now = 1444348800;
    std::error_code code;
    hmacsign::detail wrong;

    const hmacsign::key key(hmacsign::algorithm::hmac_sha1, "ZxF2whO0RhuwnVCj5JMMAuqcDcN2oPrC", code);
    CHECK(!code && key);
    const hmacsign::signer signer("AKIDCgOPWjQ6BAxvHtyckhWABJVYSBj548pN");
    const hmacsign::request request{{"date", hmacsign::write_date(now, code)}, {"source", "AndriodApp"}};
    CHECK(hmacsign::signature(key, signer, request, code) == "zJ1fUmiWSmSZUoqgZi+dGUJvxn0=" && !code);
    const auto text = hmacsign::authorization(key, signer, request, code);

    const auto credential = hmacsign::credential::read(dialect::tencent, text, code);
    CHECK(credential && !code);
    const hmacsign::policy policy(dialect::tencent);
    if (credential) {
        const auto verified = hmacsign::verify(key, *credential, request, policy, now, code);
        CHECK(verified && !code && verified->is_signed("source"));
        CHECK(!hmacsign::verify(key, *credential, request, policy, now + 901, wrong, code));
        CHECK(code == errc::refused_stale && wrong.skew == 901 && wrong.name == "date");
    }
    CHECK(!hmacsign::credential::read(dialect::tencent, "", wrong, code));
    CHECK(code == errc::format && code.category() == hmacsign::category());
    CHECK(!code.message().empty() && !hmacsign::advice(code).empty());
    return finish();
}
