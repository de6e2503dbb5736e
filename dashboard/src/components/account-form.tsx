import type { ReactNode } from 'react'
import { Form } from './form.tsx'
import { Logo } from './logo.tsx'

interface AccountFormProps {
  title: string
  intro?: string | undefined
  submit: string
  /** What stands below it. */
  footer?: ReactNode
  onSubmit(values: Record<string, string>): Promise<void>
  /** The fields, given what is wrong with each. */
  children(errors: Record<string, string>): ReactNode
}

/** The one form of a page without a sign-in. */
export function AccountForm({ title, intro, footer, ...form }: AccountFormProps) {
  return (
    <AccountPage title={title} intro={intro}>
      <Form {...form} aria-labelledby={titleId} buttonClass="w-full" />
      {footer}
    </AccountPage>
  )
}

const titleId = 'form-title'

/** A page without a sign-in: the card in its middle. */
export function AccountPage({
  title,
  intro,
  children,
}: Pick<AccountFormProps, 'title' | 'intro'> & { children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <div className="card w-full max-w-md space-y-4 p-7 sm:p-9">
        <Logo className="size-12" />
        <div>
          <h1 id={titleId} className="text-2xl font-bold tracking-tight">
            {title}
          </h1>
          {intro && <p className="text-muted mt-2">{intro}</p>}
        </div>
        {children}
      </div>
    </main>
  )
}
