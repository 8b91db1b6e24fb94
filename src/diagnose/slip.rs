//! The slips that [`diagnose`](crate::diagnose()) knows: number, name and what to do. Data, and nothing that acts on it.

use core::ffi::CStr;

use crate::words::words;

macro_rules! slips {
    ($($(#[$doc:meta])* $slip:ident = $number:literal, $name:literal, $text:literal;)*) => {
        /// What the other side did differently, so that its signature does not match.
        ///
        /// [`Display`](core::fmt::Display) says what was done and how to mend it. The numbers are those of the C
        /// interface.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Slip {
            $($(#[$doc])* $slip = $number,)*
        }

        impl Slip {
            /// Every slip, each at the index of its number.
            pub const ALL: &'static [Slip] = &[$(Slip::$slip),*];

            /// Its name as in the C header, behind `HMACSIGN_SLIP_`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Slip::$slip => $name,)*
                }
            }

            pub(crate) const fn sentence(self) -> &'static CStr {
                match self {
                    $(Slip::$slip => $text,)*
                }
            }
        }
    };
}

slips! {
    /// No slip that is known explains the signature.
    None = 0, "NONE",
        c"no known slip explains the signature: look for another key, or a request that was changed on its way";
    /// There is none: the signature is right.
    Matches = 1, "MATCHES",
        c"the signature is right: if it was refused, look at the credential's form, the date, the id and the algorithm";
    /// The key with a newline behind it.
    KeyNewline = 2, "KEY_NEWLINE",
        c"the key was used with a newline at its end: take it off where the key is read from its file or variable";
    /// The key with CR LF behind it.
    KeyCrlf = 3, "KEY_CRLF",
        c"the key was used with CR LF at its end: take both off where the key is read";
    /// The key with a space behind or before it.
    KeySpace = 4, "KEY_SPACE",
        c"the key was used with a space at one end: take it off where the key is configured";
    /// The key in quotation marks, double or single.
    KeyQuoted = 5, "KEY_QUOTED",
        c"the key was used with quotation marks around it: take them off where it is configured";
    /// The key decoded from Base64, where it is used as text.
    KeyFromBase64 = 6, "KEY_FROM_BASE64",
        c"the key was decoded from Base64: use its text as it stands";
    /// The key decoded from hexadecimal digits.
    KeyFromHex = 7, "KEY_FROM_HEX",
        c"the key was decoded from hexadecimal digits: it is none of them";
    /// The key as text, where it is to be decoded from Base64 first.
    KeyNotDecoded = 8, "KEY_NOT_DECODED",
        c"the key was used as text: decode it from Base64 first";
    /// The id in place of the key, or the key in place of the id.
    KeyIdSwapped = 9, "KEY_ID_SWAPPED",
        c"id and key have changed places: exchange them, and replace the key if it was sent as the id";
    /// An empty key.
    KeyEmpty = 10, "KEY_EMPTY",
        c"the key was empty: make sure that the file or variable that holds it was read";
    /// The key without the white space or quotation marks that it has here.
    KeyTrimmed = 11, "KEY_TRIMMED",
        c"the key that you gave has white space or quotation marks at its ends, and the signer's has none: take them off";
    /// Another algorithm than the credential names.
    Algorithm = 12, "ALGORITHM",
        c"the signature was made with another algorithm than the credential names: name the one that is used";
    /// The hash of the signing string, without any key.
    HashAlone = 13, "HASH_ALONE",
        c"the signing string was hashed without a key: use HMAC, which takes one";
    /// A hash of the key and the signing string, one behind the other.
    HashWithKey = 14, "HASH_WITH_KEY",
        c"key and signing string were joined and hashed: use HMAC, which is not that";
    /// The MAC in hexadecimal digits.
    SignatureHex = 15, "SIGNATURE_HEX",
        c"the signature is in hexadecimal digits: write the MAC's octets in Base64";
    /// The Base64 of the hexadecimal digits.
    SignatureBase64OfHex = 16, "SIGNATURE_BASE64_OF_HEX",
        c"the signature is the Base64 of hexadecimal digits: encode the MAC's octets, not their text";
    /// The URL-safe alphabet of Base64.
    SignatureUrlSafe = 17, "SIGNATURE_URL_SAFE",
        c"the signature is in the URL-safe Base64: use the standard one, with + and /";
    /// No padding.
    SignatureUnpadded = 18, "SIGNATURE_UNPADDED",
        c"the signature lacks the padding of Base64: write the = at its end";
    /// Percent-encoded, where it is not to be, or once more than it is to be.
    SignatureEscaped = 19, "SIGNATURE_ESCAPED",
        c"the signature is percent-encoded once too often: write its Base64 as it is, or encode it once where the dialect asks for that";
    /// Not percent-encoded, where it is to be.
    SignatureNotEscaped = 20, "SIGNATURE_NOT_ESCAPED",
        c"the signature is not percent-encoded: write +, / and = as %2B, %2F and %3D";
    /// White space in or around it, such as the line ends of a Base64 tool.
    SignatureSpaced = 21, "SIGNATURE_SPACED",
        c"the signature has white space in it: switch the line breaks of the Base64 encoder off, and trim what it gives";
    /// Names that are not in lower case: as sent, as listed, with capitals, or in upper case.
    NamesCase = 22, "NAMES_CASE",
        c"the names in the signing string were not in lower case: write them so, whatever their case in the request";
    /// No space behind the colon.
    ColonWithoutSpace = 23, "COLON_WITHOUT_SPACE",
        c"the lines of the signing string have no space behind the colon: write name, colon, space, value";
    /// Lines parted by CR LF.
    LinesCrlf = 24, "LINES_CRLF",
        c"the lines of the signing string were parted by CR LF: part them by LF alone";
    /// Lines parted by a backslash and an n.
    LinesLiteral = 25, "LINES_LITERAL",
        c"the lines of the signing string were parted by a backslash and an n: the language's quotes did not make a newline of it";
    /// Lines parted by nothing.
    LinesRunTogether = 26, "LINES_RUN_TOGETHER",
        c"the lines of the signing string were not parted: write LF between two";
    /// A newline behind the last line.
    LastNewline = 27, "LAST_NEWLINE",
        c"the signing string has a newline behind its last line: leave it off";
    /// No newline behind the last line, where one belongs.
    LastNewlineMissing = 28, "LAST_NEWLINE_MISSING",
        c"the signing string lacks the newline behind its last line: every line has one in this dialect";
    /// Values with the white space around them.
    ValuesUntrimmed = 29, "VALUES_UNTRIMMED",
        c"values were signed with the white space around them: take it off";
    /// Values without their names.
    ValuesOnly = 30, "VALUES_ONLY",
        c"the lines of the signing string have no names: write name, colon, space, value";
    /// No line for headers with an empty value.
    EmptyLeftOut = 31, "EMPTY_LEFT_OUT",
        c"headers with an empty value were left out of the signing string: sign them as name, colon, space";
    /// A header with an empty value has no space behind the colon.
    EmptyWithoutSpace = 32, "EMPTY_WITHOUT_SPACE",
        c"a header with an empty value was signed without the space behind its colon: keep it, and do not trim the line";
    /// A header that the request lacks was signed as an empty one.
    AbsentAsEmpty = 33, "ABSENT_AS_EMPTY",
        c"a header was signed as empty that did not arrive: send it, to curl as Name; since it drops Name:";
    /// A header that the request lacks was signed as its name and a colon.
    AbsentAsName = 34, "ABSENT_AS_NAME",
        c"a header was signed by its name alone that did not arrive: send it, or take it out of headers";
    /// A header that the request lacks is named, and was not signed.
    AbsentLeftOut = 35, "ABSENT_LEFT_OUT",
        c"a header is named that was not signed and did not arrive: send and sign it, or take it out of headers";
    /// A line is missing.
    LineMissing = 36, "LINE_MISSING",
        c"one line is missing from the signing string: sign every header that is named";
    /// A header of the request was signed behind the others and is not named.
    LineUnnamed = 37, "LINE_UNNAMED",
        c"a header was signed that is not named: name it in headers, or do not sign it";
    /// Another order of the lines.
    Order = 38, "ORDER",
        c"the lines were signed in another order: take that of headers, and sort only where the dialect sorts";
    /// Of a header that occurs several times the first was signed.
    RepeatedFirst = 39, "REPEATED_FIRST",
        c"a signed header occurs several times, and the first was signed: send it once";
    /// Of a header that occurs several times the last was signed.
    RepeatedLast = 40, "REPEATED_LAST",
        c"a signed header occurs several times, and the last was signed: send it once";
    /// A header that occurs several times was joined, where it is not to be.
    RepeatedJoined = 41, "REPEATED_JOINED",
        c"a signed header occurs several times and was joined: send it once";
    /// One time header under the name of another, or with its value.
    DateName = 42, "DATE_NAME",
        c"one time header was signed under the name, or with the value, of another: sign the one that is sent, by its own name";
    /// The time of another zone.
    DateLocal = 43, "DATE_LOCAL",
        c"the date that was signed and the one that was sent are a time zone apart: write both in GMT";
    /// A date some seconds off.
    DateTwice = 44, "DATE_TWICE",
        c"the date that was signed is some seconds off the one that was sent: make it once and use it twice";
    /// A day of one digit, or of two, where the header has the other.
    DateDay = 45, "DATE_DAY",
        c"the date was signed with a day of another number of digits than it was sent with: write two, and sign what you send";
    /// Another weekday.
    DateWeekday = 46, "DATE_WEEKDAY",
        c"the date was signed with another weekday than it was sent with: sign what you send";
    /// Another word for the zone: `UTC`, `+0000`.
    DateZone = 47, "DATE_ZONE",
        c"the date was signed with another word for GMT than it was sent with: write GMT, and sign what you send";
    /// The target without its query.
    TargetWithoutQuery = 48, "TARGET_WITHOUT_QUERY",
        c"the target was signed without its query: sign it as in the request line";
    /// A URL in place of the target.
    TargetFullUrl = 49, "TARGET_FULL_URL",
        c"a whole URL was signed in place of the target: sign path and query as in the request line";
    /// The target percent-decoded.
    TargetDecoded = 50, "TARGET_DECODED",
        c"the target was percent-decoded before it was signed: sign its octets as in the request line";
    /// The method in the other case.
    MethodCase = 51, "METHOD_CASE",
        c"the method was signed in the other case: it is in lower case behind a name, and as it is sent in a line without one";
    /// Another HTTP version, or none.
    Version = 52, "VERSION",
        c"another HTTP version was signed: sign the one that is sent, or a pseudo header without it behind HTTP/2";
    /// The name before a line that has none.
    PseudoNamed = 53, "PSEUDO_NAMED",
        c"the line of the request was signed with its name before it: sign it bare";
    /// A line without the name that it has.
    PseudoBare = 54, "PSEUDO_BARE",
        c"the line of the request was signed without its name before it: write name, colon, space";
    /// The string of Tencent's key pairs.
    DialectTencent = 55, "DIALECT_TENCENT",
        c"the string of Tencent's key pairs was signed: take this dialect's";
    /// The string of Tencent's applications.
    DialectTencentApp = 56, "DIALECT_TENCENT_APP",
        c"the string of Tencent's applications was signed: take this dialect's";
    /// Kong's string.
    DialectKong = 57, "DIALECT_KONG",
        c"Kong's string was signed: take this dialect's";
    /// APISIX's string.
    DialectApisix = 58, "DIALECT_APISIX",
        c"APISIX's string was signed: take this dialect's";
    /// The string of Cavage's draft.
    DialectCavage = 59, "DIALECT_CAVAGE",
        c"the string of Cavage's draft was signed: take this dialect's";
    /// iFLYTEK's string.
    DialectIflytek = 60, "DIALECT_IFLYTEK",
        c"iFLYTEK's string was signed: take this dialect's";
    /// CyberSource's string.
    DialectCybersource = 61, "DIALECT_CYBERSOURCE",
        c"CyberSource's string was signed: take this dialect's";
    /// Modulr's string.
    DialectModulr = 62, "DIALECT_MODULR",
        c"Modulr's string was signed: take this dialect's";
    /// Content-MD5 of the 16 octets of the MD5.
    BodyMd5Raw = 63, "BODY_MD5_RAW",
        c"Content-MD5 was made of the MD5's 16 octets: encode its 32 hexadecimal digits";
    /// The hexadecimal digits of the MD5 without Base64.
    BodyMd5Hex = 64, "BODY_MD5_HEX",
        c"Content-MD5 was written as hexadecimal digits: encode them in Base64";
    /// The MD5 of an empty body, where the field is empty.
    BodyMd5Empty = 65, "BODY_MD5_EMPTY",
        c"the MD5 of an empty body was signed: leave the field empty without a body, and for a form";
    /// The MD5 of a form, where the field is empty.
    BodyMd5OfForm = 66, "BODY_MD5_OF_FORM",
        c"the MD5 of a form was signed: leave the field empty, since its parameters are signed";
    /// An empty Content-MD5 for a body that has one.
    BodyMd5LeftOut = 67, "BODY_MD5_LEFT_OUT",
        c"the field of Content-MD5 was left empty: fill it for a body that is not a form";
    /// The environment's prefix left in the path, or taken out of a path that is signed with it.
    Environment = 68, "ENVIRONMENT",
        c"the environment before the path, /release, /test or /prepub, was signed on one side only: leave it out on both";
    /// Parameters that are not decoded.
    ParametersEncoded = 69, "PARAMETERS_ENCODED",
        c"the parameters were signed as they are encoded: decode keys and values first";
    /// `k=` for a parameter with an empty value.
    ParametersEmptyValue = 70, "PARAMETERS_EMPTY_VALUE",
        c"a parameter with an empty value was signed as k=: sign the key alone";
    /// Parameters sorted as whole texts.
    ParametersSortedAsText = 71, "PARAMETERS_SORTED_AS_TEXT",
        c"the parameters were sorted as texts with their =: sort by key, then by value";
    /// Parameters in the order sent.
    ParametersUnsorted = 72, "PARAMETERS_UNSORTED",
        c"the parameters were not sorted: sort those of query and form together by key, then by value";
    /// The parameters of the form left out.
    FormLeftOut = 73, "FORM_LEFT_OUT",
        c"the parameters of the form were left out: sign them with those of the query";
    /// One more empty line.
    EmptyLine = 74, "EMPTY_LINE",
        c"the signing string has one more empty line: an empty field has a line of its own and no other has one";
    /// No line for the fields that are empty.
    FieldLeftOut = 75, "FIELD_LEFT_OUT",
        c"fields that are empty were left out of the signing string: keep the line of each";
    /// Another Accept than the one sent: none, or `*/*`.
    AcceptOther = 76, "ACCEPT_OTHER",
        c"another Accept was signed than was sent: set it explicitly, since HTTP libraries send one of their own";
    /// Another Content-Type than the one sent: none, or without or with its charset.
    ContentTypeOther = 77, "CONTENT_TYPE_OTHER",
        c"another Content-Type was signed than was sent: set it explicitly, with its charset or boundary";
}

impl Slip {
    /// What was done differently and how to mend it: one English sentence without its full stop.
    #[must_use]
    pub const fn text(self) -> &'static str {
        words(self.sentence())
    }
}

impl core::fmt::Display for Slip {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.pad(self.text())
    }
}
