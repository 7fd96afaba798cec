/** Where Microsoft says it: on its own page, on the way back to the app, or as JSON of the token endpoint. */
export type ErrorPlace = 'page' | 'redirect' | 'token';

interface ErrorRow {
  error: string;
  place: ErrorPlace;
  /** `{name}` stands for a field of ErrorContext. */
  text: string;
  suberror?: string;
  /** `error_subcode` on the way back to the app. */
  subcode?: string;
}

const app = "'{clientId}'({appName})";
const row = (place: ErrorPlace, error: string, text: string, more: Partial<ErrorRow> = {}): ErrorRow => ({
  place,
  error,
  text,
  ...more,
});

// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
export const errorRows: Record<number, ErrorRow> = {
  16000: row(
    'redirect',
    'interaction_required',
    "User account '{user}' does not exist or more than one is signed in.",
  ),
  28000: row(
    'token',
    'invalid_request',
    'Provided value for the input parameter scope is not valid because it contains more than one resource. Scope {subject} is not valid.',
  ),
  50011: row(
    'page',
    'invalid_request',
    "The redirect URI '{redirectUri}' specified in the request does not match the redirect URIs configured for the application '{clientId}'. Make sure the redirect URI sent in the request matches one added to your application in the Azure portal. Navigate to https://aka.ms/redirectUriMismatchError to learn more about how to troubleshoot this error.",
  ),
  50013: row(
    'token',
    'invalid_grant',
    'Assertion failed validation: the assertion has been used before ({subject}).',
  ),
  50027: row('token', 'invalid_request', 'JWT token is invalid or malformed: {subject}'),
  50020: row(
    'page',
    'invalid_grant',
    `User account '{user}' from identity provider 'https://sts.windows.net/' does not exist in tenant '{tenantName}' and cannot access the application ${app} in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account.`,
  ),
  50034: row(
    'page',
    'invalid_grant',
    'The user account {user} does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory.',
  ),
  50057: row('page', 'invalid_grant', 'The user account is disabled.'),
  50058: row(
    'redirect',
    'login_required',
    'Session information is not sufficient for single-sign-on. A silent sign-in request was sent but no user is signed in.',
  ),
  50059: row(
    'token',
    'invalid_request',
    'No tenant-identifying information found in either the request or implied by any provided credentials.',
  ),
  50076: row(
    'token',
    'invalid_grant',
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{resource}'.",
    { suberror: 'basic_action' },
  ),
  50078: row(
    'token',
    'invalid_grant',
    "Presented multi-factor authentication has expired due to policies configured by your administrator, you must refresh your multi-factor authentication to access '{resource}'.",
    { suberror: 'basic_action' },
  ),
  50079: row(
    'token',
    'invalid_grant',
    "Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access '{resource}'.",
    { suberror: 'basic_action' },
  ),
  50105: row(
    'page',
    'access_denied',
    "Your administrator has configured the application {appName} ('{clientId}') to block users unless they are specifically granted ('assigned') access to the application. The signed in user '{user}' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to assign access to this application.",
  ),
  50126: row('page', 'invalid_grant', 'Error validating credentials due to invalid username or password.'),
  50173: row(
    'token',
    'invalid_grant',
    'The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.',
    { suberror: 'bad_token' },
  ),
  50194: row(
    'page',
    'invalid_request',
    `Application ${app} is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.`,
  ),
  50196: row(
    'token',
    'invalid_grant',
    'The server terminated an operation because it encountered a client request loop. Please contact your app vendor.',
  ),
  53003: row(
    'token',
    'invalid_grant',
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
    { suberror: 'message_only' },
  ),
  54005: row(
    'token',
    'invalid_grant',
    'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  ),
  65001: row(
    'token',
    'invalid_grant',
    "The user or administrator has not consented to use the application with ID '{clientId}' named '{appName}'. Send an interactive authorization request for this user and resource.",
    { suberror: 'consent_required' },
  ),
  65004: row('redirect', 'access_denied', 'User declined to consent to access the app.', {
    subcode: 'cancel',
  }),
  70000: row('token', 'invalid_grant', 'Provided grant is invalid or malformed.'),
  70001: row(
    'token',
    'unauthorized_client',
    "Application with identifier '{clientId}' is disabled or was not found in the directory '{tenantName}'.",
  ),
  70003: row('token', 'unsupported_grant_type', "The app requested an unsupported grant type '{subject}'."),
  70008: row(
    'token',
    'invalid_grant',
    'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  ),
  70011: row(
    'redirect',
    'invalid_scope',
    "The provided value for the input parameter 'scope' is not valid. The scope '{subject}' is not valid.",
  ),
  70043: row(
    'token',
    'invalid_grant',
    'The refresh token has expired or is invalid due to sign-in frequency checks by conditional access.',
    { suberror: 'bad_token' },
  ),
  90002: row(
    'token',
    'invalid_request',
    "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
  ),
  90094: row(
    'redirect',
    'access_denied',
    'An administrator of {tenantName} has set a policy that prevents you from granting {appName} the permissions it is requesting. Contact an administrator of {tenantName}, who can grant permissions to this application on your behalf.',
  ),
  90095: row(
    'redirect',
    'access_denied',
    'Admin consent is required for the permissions requested by this application. An admin consent request may be sent to the admin.',
  ),
  90097: row('redirect', 'access_denied', 'An error has occurred during admin consent processing.'),
  500011: row(
    'redirect',
    'invalid_resource',
    'The resource principal named {subject} was not found in the tenant named {tenantName}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.',
  ),
  501481: row(
    'token',
    'invalid_grant',
    'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  ),
  530035: row(
    'token',
    'invalid_grant',
    "Access has been blocked by security defaults. The access policy doesn't allow token issuance.",
    { suberror: 'message_only' },
  ),
  650053: row(
    'redirect',
    'invalid_client',
    "The application '{appName}' asked for scope '{subject}' that doesn't exist on the resource. Contact the app vendor.",
  ),
  700016: row(
    'token',
    'unauthorized_client',
    "Application with identifier '{clientId}' was not found in the directory '{tenantName}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  ),
  700021: row(
    'token',
    'invalid_client',
    "Client assertion application identifier doesn't match 'client_id' parameter.",
  ),
  700023: row(
    'token',
    'invalid_client',
    "Client assertion audience claim does not match Realm issuer. The audience was '{subject}'.",
  ),
  700024: row('token', 'invalid_client', 'Client assertion is not within its valid time range. {subject}.'),
  700025: row(
    'token',
    'invalid_client',
    "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  ),
  700027: row(
    'token',
    'invalid_client',
    "The certificate with identifier used to sign the client assertion is not registered on application '{clientId}'. {subject}",
  ),
  700082: row(
    'token',
    'invalid_grant',
    'The refresh token has expired due to inactivity. The token was inactive for 90.00:00:00.',
    { suberror: 'bad_token' },
  ),
  700211: row(
    'token',
    'invalid_client',
    "No matching federated identity record found for presented assertion issuer '{subject}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.",
  ),
  700212: row(
    'token',
    'invalid_client',
    "No matching federated identity record found for presented assertion audience '{subject}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.",
  ),
  700213: row(
    'token',
    'invalid_client',
    "No matching federated identity record found for presented assertion subject '{subject}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.",
  ),
  900023: row(
    'token',
    'invalid_request',
    "Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain.",
  ),
  900144: row(
    'token',
    'invalid_request',
    "The request body must contain the following parameter: '{subject}'.",
  ),
  7000012: row('token', 'invalid_grant', 'The grant was obtained for a different tenant.'),
  7000215: row(
    'token',
    'invalid_client',
    "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{clientId}'.",
  ),
  7000218: row(
    'token',
    'invalid_client',
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  ),
  7000222: row(
    'token',
    'invalid_client',
    "The provided client secret keys for app '{clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.",
  ),
  9002331: row(
    'page',
    'invalid_request',
    `Application ${app} is configured for use by Microsoft Account users only. Please use the /consumers endpoint to serve this request.`,
  ),
  9002332: row(
    'page',
    'invalid_request',
    `Application ${app} is configured for use by Azure Active Directory users only. Please do not use the /consumers endpoint to serve this request.`,
  ),
  9002325: row(
    'redirect',
    'invalid_request',
    'Proof Key for Code Exchange is required for cross-origin authorization code redemption.',
  ),
  9002327: row(
    'token',
    'invalid_request',
    "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
  ),
};
