import { TriangleAlert } from 'lucide-react';
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button, EmptyState } from '../ui/index.ts';
import { texts } from './texts.ts';

interface ErrorBoundaryProps {
  /** `page`: what fails takes the window's place. `part`: a few words where it would have been. */
  readonly look: 'page' | 'part';
  readonly children: ReactNode;
}
interface ErrorBoundaryState {
  readonly message: string | undefined;
}

/**
 * Keeps what fails to be drawn from taking the rest of the window with it. Mostly that is a part which is loaded when first
 * needed, and is not there any more because the app was updated under an open window: a reload brings it.
 */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { message: undefined };

  static getDerivedStateFromError(thrown: unknown): ErrorBoundaryState {
    return { message: thrown instanceof Error ? thrown.message : String(thrown) };
  }

  override componentDidCatch(thrown: unknown, { componentStack }: ErrorInfo): void {
    console.error('a part of the window could not be drawn', thrown, componentStack);
  }

  override render(): ReactNode {
    const { message } = this.state;
    const { look, children } = this.props;
    if (message === undefined) return children;
    const reload = (
      <Button
        variant={look === 'page' ? 'primary' : 'default'}
        size={look === 'page' ? 'medium' : 'small'}
        onPress={() => location.reload()}
      >
        {texts.reload}
      </Button>
    );
    if (look === 'part') {
      return (
        <div className="error-part" role="alert">
          <span>{texts.partFailed}</span>
          {reload}
        </div>
      );
    }
    return (
      <EmptyState icon={<TriangleAlert aria-hidden />} title={texts.windowFailed} actions={reload}>
        {texts.windowFailedText(message)}
      </EmptyState>
    );
  }
}
