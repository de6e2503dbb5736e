/** What is guessed first: the most common of leaked passwords that are long enough to be taken, in lower case. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `
0000000000 0123456789 01234567890 0987654321 1029384756 1111111111 1122334455 1212121212 123123123123
1234512345 1234554321 1234567890 12345678900 1234567890a 1234567890q 1234567891 12345678910 1234567891011
123456789a 123456789q 123456789s 123456789z 1234qwerasdf 123456qwerty 1234567qwerty 123qwe123qwe 147258369a
1472583690 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc 7777777777 789456123a 9876543210 987654321a
a123456789 a1b2c3d4e5 aa123456789 abc1234567 abc123456789 abcd123456 abcdefghij abcdefghijk admin12345
admin123456 adminadmin administrator administrator1 alexander1 arsenal123 asd123456789 asdasdasdasd
asdfasdfasdf asdfghjkl1 asdfghjkl123 barcelona1 baseball123 basketball basketball1 butterfly1 changeme123
chelsea123 chocolate1 christopher computer123 elizabeth1 facebook123 football12 football123 hello12345
helloworld iloveyou12 iloveyou123 iloveyou1234 internet123 jesuschrist letmein123 letmein1234 liverpool1
liverpool123 manchester manchester1 michael123 minecraft1 minecraft123 mypassword mypassword1 p@ssw0rd123
p@ssword123 passw0rd123 password01 password10 password11 password12 password123 password1234 password12345
password123456 passwordpassword pokemon123 princess12 princess123 q123456789 q1w2e3r4t5 q1w2e3r4t5y6
qazwsxedc1 qazwsxedc123 qazwsxedcrfv qwe123456789 qwer123456 qwerasdfzxcv qwert12345 qwerty1234 qwerty12345
qwerty123456 qwerty123456789 qwertyqwerty qwertyuiop qwertyuiop1 qwertyuiop10 qwertyuiop123 raspberry1
raspberrypi samsung123 spiderman1 starwars123 sunshine12 sunshine123 superman12 superman123 volleyball
welcome123 welcome1234 whatever123 z123456789 zaq12wsxcde3 zxcvbnm123 zxcvbnm1234 zxcvbnm12345
`
    .trim()
    .split(/\s+/),
)
