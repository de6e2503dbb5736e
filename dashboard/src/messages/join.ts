/** The texts of the page to which an invite leads. */
export const join = {
  title: 'Join Home Zenith',
  intro: 'You are invited. Make your account: its password is known to you alone.',
  submit: 'Create account',
  refused: 'This invite was used already, or is too old. Ask the admin who sent it for a new one.',
  missing: {
    title: 'This link has no invite',
    detail: 'Open it whole, as it was sent to you: the invite is the part after the "#".',
    back: 'To the sign-in',
  },
  signedIn: {
    title: 'You are signed in already',
    detail: (name: string) =>
      `As ${name}. An invite makes another account: sign out first, or open the link in another browser.`,
    signOut: 'Sign out',
    stay: 'Go on as I am',
  },
}
