/** The texts of the page to which an invite leads. */
export const join = {
  title: 'Join Home Zenith',
  intro: 'You are invited. Make your account: its password is known to you alone.',
  intros: {
    admin: 'You are invited as an admin, who may do everything. The password of your account is known to you alone.',
    viewer:
      'You are invited as a viewer, who sees everything and changes nothing. The password of your account is known to you alone.',
  },
  submit: 'Create account',
  spent: {
    title: 'This invite is no longer good',
    detail: 'It was used already, revoked, or is too old. Ask the admin who sent it for a new one.',
  },
  missing: {
    title: 'This link has no invite',
    detail: 'Open it whole, as it was sent to you: the invite is the part after the "#".',
  },
  toSignIn: 'To the sign-in',
  signedIn: {
    title: 'You are signed in already',
    detail: (name: string) =>
      `As ${name}. An invite makes another account: sign out first, or open the link in another browser.`,
    signOut: 'Sign out',
    stay: 'Go on as I am',
  },
}
