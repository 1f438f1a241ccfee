import { Component, type ReactNode } from 'react';
import { errorRecord } from '#app/util/error.ts';
import { Button } from '#renderer/ui/button.tsx';
import { ErrorState } from '#renderer/ui/error-state.tsx';

interface Props {
  title: string;
  children: ReactNode;
}

/** Keeps a failure of one view from taking the window with it. React offers this to classes only. */
export class ErrorBoundary extends Component<Props, { error: unknown }> {
  override state = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    const { message } = errorRecord(error);
    return (
      <ErrorState
        title={this.props.title}
        message={message}
        remedy="Nothing that was saved is lost. Show it again, or reload the window."
        onRetry={() => this.setState({ error: undefined })}
        retryLabel="Show again"
        action={
          <Button variant="quiet" onClick={() => location.reload()}>
            Reload
          </Button>
        }
      />
    );
  }
}
